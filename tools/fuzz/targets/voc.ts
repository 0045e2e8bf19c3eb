import { parseVocAnnotation } from '../../../packages/data/src/formats/voc-annotation.ts';
import { bytes, type Target, text } from '../target.ts';

const box = '<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox>';
const object = `<object><name>dog</name><difficult>1</difficult>${box}</object>`;

export const target: Target = {
  run: (input) => parseVocAnnotation(text(input), 'file'),
  seeds: () => [bytes(`<annotation><filename>a.jpg</filename>${object}${object}</annotation>`)],
  words: [
    box,
    object,
    '<',
    '>',
    '/>',
    '</object>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '&amp;',
    '<!DOCTYPE a [',
    '<?xml',
  ],
};
