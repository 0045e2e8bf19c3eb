import { startPeer } from './peer.mjs';

const WARM_UPS = 3;

/**
 * Milliseconds of the iterations of each command's peer, which take turns. A command may be undefined; it and a
 * peer that does not start have none.
 *
 * Half of the iterations are those of peers that were started in the opposite order: of two equal processes that
 * live at the same time, the one that was started first is the slower one by several percent.
 */
export async function timesInTurn(commands, iterations) {
  const times = commands.map(() => []);
  const order = [...commands.keys()];
  for (const [launch, started] of [order, order.toReversed()].entries()) {
    const peers = new Map();
    for (const side of started) {
      const peer = commands[side] && (await startPeer(commands[side]));
      if (peer !== undefined) peers.set(side, peer);
    }
    const share = Math.ceil((iterations - launch) / 2);
    for (let i = 0; i < WARM_UPS + share; i++) {
      for (const [side, peer] of i % 2 === 0 ? peers : [...peers].reverse()) {
        const ms = await peer.turn();
        if (i >= WARM_UPS) times[side].push(ms);
      }
    }
    for (const peer of peers.values()) peer.stop();
  }
  return times;
}
