/** Opcodes, globals and idioms of the pickles in checkpoints. */
export const pickleWords: readonly string[] = [
  ...'(.0123NJKMGXTUBCS}]{)tuaesqrhjcRQb',
  ...'\x80\x81\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x93\x94\x95\x96',
  'ccollections\nOrderedDict\n)R',
  'ctorch._utils\n_rebuild_tensor_v2\n',
  'ctorch._utils\n_rebuild_parameter\n',
  'ctorch\nFloatStorage\n',
  'ctorch\nHalfStorage\n',
  'ctorch\nSize\n',
  'cnumpy\ndtype\n',
  'cpathlib\nPosixPath\n',
  'cbuiltins\nset\n',
  'X\x0a\0\0\0state_dict',
  'X\x07\0\0\0storage',
  'h\0h\x01R',
];
