import { ConvzooError, type HostTensor, type StateDict } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';

/** Tensors that an optimizer remembers between steps, by name, such as `momentum/conv1/kernel`. */
export interface Slots {
  /** Replaces a slot by what `next` makes of its value, undefined at first, and returns the new value. */
  update(name: string, next: (value: tf.Tensor | undefined) => tf.Tensor): tf.Tensor;
  export(): Promise<StateDict>;
  load(state: StateDict): void;
  dispose(): void;
}

export function createSlots(): Slots {
  const slots = new Map<string, tf.Tensor>();
  const put = (name: string, value: tf.Tensor): void => {
    slots.get(name)?.dispose();
    slots.set(name, tf.keep(value));
  };
  const dispose = (): void => {
    tf.dispose([...slots.values()]);
    slots.clear();
  };
  return {
    update: (name, next) => {
      // A clone, because `next` may give a tensor that belongs to somebody else, such as a gradient.
      const value = tf.clone(next(slots.get(name)));
      put(name, value);
      return value;
    },
    export: async () => {
      const state = new Map<string, HostTensor>();
      for (const [name, slot] of slots) {
        state.set(name, { dtype: 'float32', shape: slot.shape, data: Float32Array.from(await slot.data()) });
      }
      return state;
    },
    load: (state) => {
      dispose();
      for (const [name, { dtype, shape, data }] of state) {
        if (dtype !== 'float32') {
          throw new ConvzooError('invalid-weights', {
            subject: `optimizer state ${name}`,
            expected: 'float32',
            found: dtype,
          });
        }
        put(name, tf.tensor(data, [...shape]));
      }
    },
    dispose,
  };
}
