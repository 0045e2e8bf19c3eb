// Keeps every file of the page. The build fills in the files and a hash of them.
const cacheName = `playground-${'VERSION'}`;
const files = ['FILES'];

self.addEventListener('install', (event) => {
  const keep = async () => {
    const cache = await caches.open(cacheName);
    await cache.addAll(files);
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener('activate', (event) => {
  const forget = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith('playground-') && name !== cacheName);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) return;
  const answer = async () => {
    const cache = await caches.open(cacheName);
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept !== undefined) return kept;
    const response = await fetch(request);
    // A large file that was left out before.
    if (response.ok && request.url.endsWith('.wasm')) await cache.put(request, response.clone());
    return response;
  };
  event.respondWith(answer());
});
