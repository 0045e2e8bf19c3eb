// Classifies photos in a worker.
import { pretrained } from 'convzoo';

let net;

self.onmessage = async ({ data: { photo, runtime } }) => {
  try {
    net ??= pretrained(new URL('/model.safetensors', location.origin), { runtime });
    self.postMessage({ labels: await (await net).classify(photo) });
  } catch (error) {
    self.postMessage({ error });
  }
};
