// Every kind of page and who opens it. `open` leads from a list to its first row, because numbers of rows are the
// company's own affair.
export const PAGES = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'home-operator', path: '/', role: 'operator' },
  { name: 'home-service', path: '/', role: 'service' },
  { name: 'home-buyer', path: '/', role: 'buyer' },
  { name: 'home-director', path: '/', role: 'director' },
  { name: 'search', path: '/search?q=рома', role: 'operator' },
  { name: 'calls', path: '/calls', role: 'operator' },
  { name: 'clients', path: '/clients', role: 'operator' },
  { name: 'client-new', path: '/clients/new', role: 'operator' },
  { name: 'dossier', path: '/clients', open: /^\/clients\/\d+$/, role: 'operator' },
  { name: 'orders', path: '/orders', role: 'service' },
  { name: 'order', path: '/orders', open: /^\/orders\/\d+$/, role: 'service' },
  { name: 'order-new', path: '/orders/new', role: 'service' },
  { name: 'promises', path: '/promises', role: 'service' },
  { name: 'arrivals', path: '/arrivals', role: 'buyer' },
  { name: 'purchase-orders', path: '/purchase-orders', role: 'buyer' },
  { name: 'purchase-order', path: '/purchase-orders', open: /^\/purchase-orders\/\d+$/, role: 'buyer' },
  { name: 'items', path: '/items', role: 'buyer' },
  { name: 'item', path: '/items', open: /^\/items\/\d+$/, role: 'buyer' },
  { name: 'item-new', path: '/items/new', role: 'catalogue_editor' },
  { name: 'home-admin', path: '/', role: 'admin' },
  { name: 'users', path: '/users', role: 'admin' },
  { name: 'user', path: '/users', open: /^\/users\/\d+$/, role: 'admin' },
  { name: 'settings', path: '/settings', role: 'admin' },
  { name: 'company', path: '/settings/company', role: 'admin' },
  { name: 'audit', path: '/admin/audit', role: 'admin' },
  { name: 'imports', path: '/imports', role: 'admin' },
];

/** Opens a page of the list; a list without a fitting row is an error. The status of the answer comes back. */
export async function openPage(page, entry) {
  const answer = await page.goto(entry.path);
  if (!entry.open || !answer?.ok()) return answer?.status() ?? 0;
  const links = await page.locator('main a[href]').evaluateAll(all => all.map(link => link.getAttribute('href')));
  const first = links.find(link => entry.open.test(link));
  if (!first) throw new Error(`${entry.path} has no link like ${entry.open} (${links.length} links)`);
  return (await page.goto(first))?.status() ?? 0;
}
