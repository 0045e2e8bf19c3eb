import { render } from 'preact';
import './styles/base.css';
import './styles/controls.css';
import './styles/slot.css';
import './styles/diagram.css';
import { samples } from './state/catalog.js';
import { chooseSample } from './state/choose-sample.js';
import { startEngine } from './state/compute.js';
import { App } from './views/app.js';

startEngine();
chooseSample(samples[0]!);
render(<App />, document.body);

// Offline from the second visit on. While developing, files change too often to be kept.
if (import.meta.env.MODE === 'production') void navigator.serviceWorker?.register('sw.js').catch(() => {});
