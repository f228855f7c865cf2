import { request, createServer } from 'node:http';
import { launchChromium } from '../tool/chromium.ts';
import { openSite } from './site.ts';
const site = await openSite(3000);
const target = new URL(site.server.url);
// A proxy that drops the Link header.
const proxy = createServer((q, s) => {
  q.pipe(request({ host: target.hostname, port: target.port, path: q.url, method: q.method, headers: q.headers }, (r) => {
    const { link: _l, ...headers } = r.headers; s.writeHead(r.statusCode ?? 500, process.argv[2] === 'x' ? r.headers : (q.headers['x'] ? r.headers : headers)); r.pipe(s);
  }));
});
const proxy2 = createServer((q, s) => {
  q.pipe(request({ host: target.hostname, port: target.port, path: q.url, method: q.method, headers: q.headers }, (r) => { s.writeHead(r.statusCode ?? 500, r.headers); r.pipe(s); }));
});
await new Promise<void>((r) => proxy.listen(0, '127.0.0.1', r)); await new Promise<void>((r) => proxy2.listen(0, '127.0.0.1', r));
const port = (p: typeof proxy) => { const a = p.address(); return typeof a === 'object' && a ? a.port : 0; };
const browser = await launchChromium();
const all: Record<string, number[]> = {};
for (let i = 0; i < 5; i++) for (const [label, p] of [['without', port(proxy)], ['with', port(proxy2)]] as const) for (const path of ['/', '/bags']) {
  const url = `http://127.0.0.1:${p}`;
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const [name = '', value = ''] = site.cookies[0]?.split('=') ?? [];
  await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  await page.addInitScript(`window.lcp=0;new PerformanceObserver((l)=>{for(const e of l.getEntries())window.lcp=e.startTime}).observe({type:'largest-contentful-paint',buffered:true})`);
  const d = await context.newCDPSession(page);
  await d.send('Network.enable');
  await d.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6*1024*1024/8, uploadThroughput: 0.75*1024*1024/8 });
  await d.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(url + path, { waitUntil: 'load' });
  await new Promise((r) => setTimeout(r, 4500));
  (all[`${label} ${path}`] ??= []).push(Math.round(await page.evaluate<number>('lcp')));
  await context.close();
}
console.log(all);
await browser.close(); proxy.close(); proxy2.close(); await site.close(); process.exit(0);
