import { type AddCommand, computing, examples, withOutput } from '../command.js';
import { count } from '../flags.js';
import { withModel } from '../model-options.js';

/** Adds `convzoo export`. */
export const addExport: AddCommand = (program, { terminal }) => {
  withModel(withOutput(program.command('export'), 'an object with the file and the accuracy of int8'))
    .description('write a model as an ONNX file, or as a folder for Triton or PyTorch')
    .option('--out <file>', 'the file to write')
    .option(
      '--triton <folder>',
      'a folder of a Triton model repository to write instead, such as models/birds',
    )
    .option('--torch <folder>', 'a folder from which PyTorch goes on with a training run, to write instead')
    .option('--epochs <n>', 'with --torch: passes over the data in all (default: those of the run)', count)
    .option('--int8', 'quantize weights and activations to 8 bits')
    .option('--calibration <images>', 'files, a folder or a glob to calibrate int8 with')
    .addHelpText(
      'after',
      examples(
        ['convzoo export --model run --out model.onnx', 'a model that you trained, in float32'],
        ['convzoo export --model run --out model8.onnx --int8 --calibration photos/', 'in int8'],
        ['convzoo export --model run --triton models/birds', 'for `tritonserver --model-repository models`'],
        ['convzoo export --model run --torch ddp', 'for `torchrun --nproc_per_node 2 ddp/train.py`'],
        ['convzoo export --model run --out model.onnx --json', 'the file and its size, for scripts'],
        ['convzoo export --model run --out model.onnx --quiet', 'without progress and hints'],
      ),
    )
    .action(async (flags) => {
      if (flags.torch !== undefined) {
        const { exportToTorch } = await computing(import('../actions/export-torch.js'));
        return await exportToTorch(flags, terminal);
      }
      const { exportModel } = await computing(import('../actions/export.js'));
      await exportModel(flags, terminal);
    });
};
