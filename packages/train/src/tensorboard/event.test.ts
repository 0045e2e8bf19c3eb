import { expect, test } from 'vitest';
import fixture from '../fixtures/event-file.json' with { type: 'json' };
import { eventRecord, fileVersion, type TensorBoardEvent } from './event.js';

test("records are byte for byte those of TensorBoard's own writer", () => {
  const events: TensorBoardEvent[] = [
    { wallTime: 1.5, content: { fileVersion } },
    { wallTime: 2.25, step: 301, content: { sessionStart: true } },
    {
      wallTime: 1764000000.125,
      step: 70000,
      content: { scalars: { 'train/loss': 0.12345, [`validation/größte ${'x'.repeat(120)}`]: -3e7 } },
    },
  ];
  const file = Buffer.concat(events.map(eventRecord));
  expect(file.toString('base64')).toBe(fixture.file);
});
