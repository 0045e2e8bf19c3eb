declare module 'oled-font-5x7' {
  const font: {
    readonly width: 5;
    readonly height: 7;
    /** Five columns per character, lowest bit on top. */
    readonly fontData: readonly number[];
    readonly lookup: readonly string[];
  };
  export default font;
}
