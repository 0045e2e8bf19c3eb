// A page that classifies a photo, shows why, and learns two classes of the visitor's own.
import { createDataset, decodeImage, explainImage, fineTune, pretrained } from 'convzoo';

const byId = (id) => document.getElementById(id);
const say = (text) => {
  byId('status').textContent = text;
};

const runtime = new URLSearchParams(location.search).get('runtime') ?? 'auto';
let net = await pretrained('./model.safetensors', { runtime }).catch((error) => say(error.message));
if (net !== undefined) say('ready');

const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });

/** Classifies in a thread of its own, so that the page stays responsive. */
function classifyInWorker(photo) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.error === undefined ? resolve(data.labels) : reject(data.error));
    worker.onerror = reject;
    worker.postMessage({ photo, runtime });
  });
}

byId('photo').onchange = async ({ target }) => {
  const [photo] = target.files;
  const labels = byId('worker').checked ? await classifyInWorker(photo) : await net.classify(photo);
  byId('labels').replaceChildren(
    ...labels.map(({ label, score }) => {
      const item = document.createElement('li');
      item.textContent = `${label} ${(100 * score).toFixed(1)} %`;
      return item;
    }),
  );
  const why = await explainImage(net, photo);
  why.toCanvas(byId('map'));
  say(`${why.method}: ${why.target.label}`);
};

byId('teach').onclick = async () => {
  const classes = [byId('first').value, byId('second').value];
  const samples = ['first-photos', 'second-photos'].flatMap((id, label) =>
    Array.from(byId(id).files, (file) => ({ id: file.name, label, load: () => decodeImage(file) })),
  );
  net = await fineTune(net, createDataset(classes, samples), { epochs: 3, onNote: say });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([await net.toSafetensors()]));
  link.download = 'model.safetensors';
  link.textContent = 'Download the model';
  byId('download').replaceChildren(link);
  say(`taught: ${net.head.classes.join(', ')}`);
};
