/**
 * Colors by theme. Series colors keep their order and stay apart for readers with a color vision deficiency.
 */
export const light: string = `
  color-scheme: light;
  --page: #f6f7f9; --surface: #ffffff; --text: #1a1d21; --muted: #667080; --rule: #dfe3e8; --accent: #2a63c9;
  --series-1: #2f6fde; --series-2: #d9730d; --series-3: #1f9d72; --series-4: #b0488f;
  --series-5: #7a5cd6; --series-6: #b58a00; --series-7: #2a93ad; --series-8: #8a5a44;`;
export const dark: string = `
  color-scheme: dark;
  --page: #0f1216; --surface: #171b21; --text: #e7eaee; --muted: #98a2b0; --rule: #2b323b; --accent: #7fa9ff;
  --series-1: #6ea0ff; --series-2: #f2994a; --series-3: #4cc79a; --series-4: #dd82c0;
  --series-5: #a996f5; --series-6: #dcb83c; --series-7: #62c3dc; --series-8: #c2937c;`;
