import { type AddCommand, computing, examples, withOutput } from '../command.js';
import { withModel } from '../model-options.js';

/** Adds `convzoo export`. */
export const addExport: AddCommand = (program, { terminal }) => {
  withModel(withOutput(program.command('export'), 'an object with the file and the accuracy of int8'))
    .description('write a model as an ONNX file')
    .option('--out <file>', 'the file to write')
    .option(
      '--triton <folder>',
      'a folder of a Triton model repository to write instead, such as models/birds',
    )
    .option('--int8', 'quantize weights and activations to 8 bits')
    .option('--calibration <images>', 'files, a folder or a glob to calibrate int8 with')
    .addHelpText(
      'after',
      examples(
        ['convzoo export --model run --out model.onnx', 'a model that you trained, in float32'],
        ['convzoo export --model run --out model8.onnx --int8 --calibration photos/', 'in int8'],
        ['convzoo export --model run --triton models/birds', 'for `tritonserver --model-repository models`'],
        ['convzoo export --model run --out model.onnx --json', 'the file and its size, for scripts'],
        ['convzoo export --model run --out model.onnx --quiet', 'without progress and hints'],
      ),
    )
    .action(async (flags) => {
      const { exportModel } = await computing(import('../actions/export.js'));
      await exportModel(flags, terminal);
    });
};
