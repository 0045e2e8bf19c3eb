import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encodePng } from '@convzoo/gradcam/overlay';

/** What the commands read: small images in folders of every kind, and files that are wrong. */
export async function writeInputs(folder: string): Promise<void> {
  for (const [path, content] of [...images, ...files]) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

type Files = (readonly [path: string, content: Uint8Array | string])[];

const side = 16;

/** An image that is bright in one channel, and different for each seed. */
function image(channel: number, seed: number): Uint8Array {
  const data = Uint8ClampedArray.from({ length: side * side * 3 }, (_, k) =>
    k % 3 === channel ? 180 + ((seed * 7) % 60) : 60 + ((k * (seed + 3)) % 40),
  );
  return encodePng({ data, width: side, height: side, channels: 3 });
}

/** Folders with a class each. */
function classes(root: string, names: readonly string[], count: number): Files {
  return names.flatMap((name, channel) =>
    Array.from({ length: count }, (_, i) => {
      const seed = i * names.length + channel;
      return [join(root, name, `${i}.png`), image(channel % 3, seed)] as const;
    }),
  );
}

const decomposed = 'cafe\u0301';
const composed = 'caf\u00e9';
export const longName = 'x'.repeat(300);

const images: Files = [
  ...classes('colors', ['red', 'green', 'blue'], 8),
  ...classes('numbers', ['0', '1', '2', '10'], 4),
  ...classes('vehicles', ['bus', 'car', 'train'], 4),
  ...classes('skipped', ['green', 'red'], 8),
  ...['bmp', 'heic'].map((ending) => [`skipped/red/x.${ending}`, 'nothing'] as const),
  ...classes('splits/train', ['red', 'green'], 4),
  ...classes('splits/val', ['red', 'blue'], 3),
  ...classes('lone', ['green'], 6),
  ['lone/red/0.png', image(1, 30)],
  ...classes('decomposed', [decomposed, 'tea'], 4),
  ...classes('composed', [composed, 'tea'], 4),
  ...['red', 'green'].flatMap((name, channel) =>
    [0, 1, 2, 3].flatMap(
      (i): Files => [
        [`label-img/images/${name}${i}.png`, image(channel, i)],
        [`label-img/annotations/${name}${i}.xml`, annotation(`${name}${i}.png`, name)],
      ],
    ),
  ),
  ...Array.from({ length: 4 }, (_, i) => [`blue/blue/${i}.png`, image(2, i)] as const),
  ...classes('escape', ['\u001b[31mred', 'green'], 2),
];

/** An image's annotation as labelImg writes it. */
function annotation(file: string, name: string): string {
  const box = '<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>';
  return `<annotation><filename>${file}</filename><object><name>${name}</name>${box}</object></annotation>`;
}

/** A field of a protobuf message: of a few bytes, behind its number and length. */
const field = (number: number, content: string): string =>
  String.fromCharCode((number << 3) | 2, content.length) + content;
const location = field(1, 'location') + field(2, 'w.data');
const externalData = field(7, field(5, field(8, 'w') + field(13, location)));

const gzip = Uint8Array.of(0x1f, 0x8b, ...Array.from('corrupt', (letter) => letter.charCodeAt(0)));
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

const coco = JSON.stringify({
  images: [{ id: 1, file_name: 'a.jpg' }],
  annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: null }],
  categories: [{ id: 1, name: 'a' }],
});

const files: Files = [
  ['long.csv', `path,label\n${[0, 1, 2, 3].map((i) => row(i)).join('')}`],
  ['deep.safetensors', withLength(`{"a":{"dtype":${deep},"shape":[],"data_offsets":[0,0]}}`)],
  ['deep.json', deep],
  ['idx/train-images-idx3-ubyte.gz', gzip],
  ['idx/train-labels-idx1-ubyte.gz', gzip],
  ['large-label.jsonl', '{"path":"colors/red/0.png","label":100000000}\n'],
  ['voc/ImageSets/Main/train.txt', '1\n'],
  ['voc/Annotations/1.xml', `<annotation><filename>1.jpg</filename>${'<object><name>dog'.repeat(60_000)}`],
  ['voc/JPEGImages/1.jpg', ''],
  ['voc-bare/Annotations/1.txt', ''],
  ['voc-bare/JPEGImages/1.jpg', ''],
  ['coco/annotations/instances_train.json', coco],
  ['coco/train/a.jpg', ''],
  ['cifar/test_batch.bin', new Uint8Array(10 * 3073)],
  ['interpolation.json', '{"interpolation":"constructor"}'],
  ['resize.json', '{"resize":null}'],
  ['own-properties.json', '{"data":"colors","model":"resnet20","toString":1}'],
  ['bom.json', '\uFEFF["red","green","blue"]'],
  ['twice.txt', 'red\nred\nblue\n'],
  ['two.txt', 'red\ngreen\n'],
  ['external.onnx', `\x08\x09${externalData}`],
  ['photo.heic', '\0\0\0\u0018ftypheic\0\0\0\0mif1heic'],
];

function row(i: number): string {
  return `colors/red/${i}.png,${longName}\ncolors/green/${i}.png,green\n`;
}

/** A safetensors header with its length. */
function withLength(header: string): Uint8Array {
  const bytes = new Uint8Array(8 + header.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
}
