import type { ComponentChildren, JSX } from 'preact';
import type { NetworkInside } from '../compute/jobs.js';
import { type DrawnStage, layOut, type Slab } from '../diagram/layout.js';
import { type Stage, stagesOf } from '../diagram/stages.js';
import { count, t } from '../i18n/texts.js';
import type { Slot } from '../state/slot.js';
import { LayerTable } from './layer-table.js';
import { titleOf } from './network-picker.js';
import { ScrollArea } from './scroll-area.js';

/** What a network is made of. */
export function Diagram({ slot }: { slot: Slot }): JSX.Element | null {
  const info = slot.network.value.value?.inside;
  if (info === undefined) return null;
  const name = titleOf(slot.choice.value);
  return (
    <section class="card diagram" aria-label={`${t('diagram')}: ${name}`}>
      <h2>
        {t('diagram')} <small>{name}</small>
      </h2>
      <p class="hint">{t('diagram.hint')}</p>
      <Facts info={info} />
      <Drawing slot={slot} info={info} name={name} />
      <details>
        <summary>{t('diagram.table')}</summary>
        <LayerTable rows={info.layers} />
      </details>
    </section>
  );
}

function Facts({ info: { size, input, layers, paper } }: { info: NetworkInside }): JSX.Element {
  const depth = layers.filter(({ macs }) => macs > 0).length;
  return (
    <dl class="facts">
      <div>
        <dt>{t('diagram.parameters')}</dt>
        <dd>{count(size.parameters)}</dd>
      </div>
      <div>
        <dt>{t('diagram.macs')}</dt>
        <dd>{count(size.macs)}</dd>
      </div>
      <div>
        <dt>{t('diagram.inputSize')}</dt>
        <dd>{input.join(' × ')}</dd>
      </div>
      <div>
        <dt>{t('diagram.depth')}</dt>
        <dd>{depth}</dd>
      </div>
      {paper !== undefined && (
        <div>
          <dt>{t('diagram.paper')}</dt>
          <dd>
            <a href={paper.url} lang="en" rel="noreferrer">
              {paper.title}, {paper.year}
            </a>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Drawing({ slot, info, name }: { slot: Slot; info: NetworkInside; name: string }): JSX.Element {
  const { width, height, labels, stages } = layOut(stagesOf(info.layers));
  const label = t('diagram.label', { name, stages: stages.length });
  return (
    <ScrollArea class="drawing" label={label}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        <title>{label}</title>
        {stages.map((drawn) => (
          <StageDrawing
            key={drawn.stage.layers.join()}
            drawn={drawn}
            labels={labels}
            tap={info.taps.find((tap) => drawn.stage.layers.includes(tap.name))?.name}
            slot={slot}
          />
        ))}
      </svg>
    </ScrollArea>
  );
}

interface StageDrawingProps {
  readonly drawn: DrawnStage;
  readonly labels: number;
  /** The tap in the stage, which a click chooses. */
  readonly tap: string | undefined;
  readonly slot: Slot;
}

function StageDrawing({ drawn, labels, tap, slot }: StageDrawingProps): JSX.Element {
  const { stage, slabs, center, box } = drawn;
  const words = describe(stage);
  const blocks = (
    <>
      <title>{words}</title>
      <rect class="hit" x={box.x - 5} y={box.y - 5} width={box.width + 10} height={box.height + 10} rx="6" />
      {slabs.map((slab) => (
        <SlabDrawing key={slab.x} slab={slab} />
      ))}
      {stage.residual && slabs.map((slab) => <Shortcut key={slab.x} slab={slab} />)}
    </>
  );
  return (
    <g class={`stage-drawing ${stage.kind}`}>
      {tap === undefined ? (
        blocks
      ) : (
        <StageButton label={words} tap={tap} slot={slot}>
          {blocks}
        </StageButton>
      )}
      {stage.kind !== 'pool' && <StageText stage={stage} center={center} top={labels} />}
    </g>
  );
}

interface StageButtonProps {
  readonly label: string;
  readonly tap: string;
  readonly slot: Slot;
  readonly children: ComponentChildren;
}

/** Explains at a tap. */
function StageButton({ label, tap, slot, children }: StageButtonProps): JSX.Element {
  const choose = (): void => slot.chooseLayer(tap);
  return (
    // biome-ignore lint/a11y/useSemanticElements: HTML's button cannot stand in a drawing
    <g
      class="choosable"
      role="button"
      // In SVG, attributes are case-sensitive.
      tabindex={0}
      aria-label={label}
      aria-pressed={slot.layer.value?.name === tap}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose();
      }}
    >
      {children}
    </g>
  );
}

function describe({ name, count: blocks, shape, parameters, macs, kind }: Stage): string {
  return t('diagram.stage', {
    name: kind === 'input' ? t('diagram.input') : name,
    count: blocks,
    shape: shape.join('×'),
    parameters: count(parameters),
    macs: count(macs),
  });
}

/** A block in parallel projection: front, top and right side. */
function SlabDrawing({ slab: { x, y, width, height, depth } }: { slab: Slab }): JSX.Element {
  return (
    <g class="slab">
      <path class="side" d={`M${x + width} ${y}l${depth} ${-depth}v${height}l${-depth} ${depth}z`} />
      <path class="top" d={`M${x} ${y}l${depth} ${-depth}h${width}l${-depth} ${depth}z`} />
      <rect class="front" x={x} y={y} width={width} height={height} />
    </g>
  );
}

/** The path by which a block's input is added to its output. */
function Shortcut({ slab: { x, y, width, height } }: { slab: Slab }): JSX.Element {
  const bottom = y + height;
  return <path class="shortcut" d={`M${x + 1} ${bottom + 2}q${(width - 2) / 2} 16 ${width - 2} 0`} />;
}

function StageText({ stage, center, top }: { stage: Stage; center: number; top: number }): JSX.Element {
  const { name, kind, shape, count: blocks, residual, parameters, macs } = stage;
  const repeats = blocks > 1 && t(residual ? 'diagram.blocks' : 'diagram.layers', { count: blocks });
  const lines = [
    shape.join('×'),
    ...(repeats === false ? [] : [repeats]),
    ...(kind === 'input' ? [] : [`${count(parameters)} · ${count(macs)}`]),
  ];
  return (
    <text x={center} y={top}>
      <tspan class="name">{kind === 'input' ? t('diagram.input') : name}</tspan>
      {lines.map((line) => (
        <tspan key={line} x={center} dy="15">
          {line}
        </tspan>
      ))}
    </text>
  );
}
