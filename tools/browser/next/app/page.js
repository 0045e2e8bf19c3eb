'use client';
import { explainImage, pretrained } from 'convzoo';
import { useEffect, useRef, useState } from 'react';

let net;

export default function Page() {
  const [status, say] = useState('');
  const map = useRef(null);

  useEffect(() => {
    net ??= pretrained('./model.safetensors', { runtime: 'wasm' });
    net.then(
      () => say('ready'),
      (error) => say(error.message),
    );
  }, []);

  const classify = async ({ target }) => {
    const [photo] = target.files;
    const [best] = await (await net).classify(photo);
    (await explainImage(await net, photo)).toCanvas(map.current);
    say(`${best.label} ${(100 * best.score).toFixed(1)} %, explained on ${map.current.width} pixels`);
  };

  return (
    <main>
      <input id="photo" type="file" onChange={classify} />
      <canvas ref={map} />
      <output id="status">{status}</output>
    </main>
  );
}
