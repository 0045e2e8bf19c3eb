import { pretrained } from 'convzoo';

export const dynamic = 'force-dynamic';

export async function GET() {
  const net = await pretrained('public/model.safetensors', { runtime: 'wasm' });
  const [best] = await net.classify('public/triangle.png');
  return new Response(`${best.label} ${(100 * best.score).toFixed(1)} %`);
}
