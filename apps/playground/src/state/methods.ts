/** An explanation method of `@convzoo/gradcam`, under the name of its paper. */
export interface MethodInfo {
  readonly key: string;
  readonly name: string;
  /** Runs the network many times. */
  readonly slow?: true;
  /** Explains pixels, whatever the layer. */
  readonly ofPixels?: true;
}

export const methods: readonly MethodInfo[] = [
  { key: 'gradcam', name: 'Grad-CAM' },
  { key: 'gradcam++', name: 'Grad-CAM++' },
  { key: 'layercam', name: 'LayerCAM' },
  { key: 'hirescam', name: 'HiResCAM' },
  { key: 'xgradcam', name: 'XGrad-CAM' },
  { key: 'gradcam-elementwise', name: 'Element-wise Grad-CAM' },
  { key: 'cam', name: 'CAM' },
  { key: 'eigencam', name: 'Eigen-CAM' },
  { key: 'eigengradcam', name: 'Eigen-Grad-CAM' },
  { key: 'shapleycam', name: 'ShapleyCAM' },
  { key: 'scorecam', name: 'Score-CAM', slow: true },
  { key: 'ablationcam', name: 'Ablation-CAM', slow: true },
  { key: 'occlusion', name: 'Occlusion', slow: true, ofPixels: true },
  { key: 'rise', name: 'RISE', slow: true, ofPixels: true },
  { key: 'integrated-gradients', name: 'Integrated gradients', slow: true, ofPixels: true },
  { key: 'smoothgrad', name: 'SmoothGrad', slow: true, ofPixels: true },
  { key: 'guided-backprop', name: 'Guided backpropagation', ofPixels: true },
  { key: 'guided-gradcam', name: 'Guided Grad-CAM', ofPixels: true },
  { key: 'random', name: 'Random-CAM' },
];

export function methodName(key: string): string {
  return methods.find((method) => method.key === key)?.name ?? key;
}

/** Whether a method's map has the cells of a layer. */
export function isOfLayer(key: string): boolean {
  return methods.find((method) => method.key === key)?.ofPixels === undefined;
}
