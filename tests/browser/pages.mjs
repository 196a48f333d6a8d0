// Every kind of page and who opens it. `open` leads from a list to its first row, because numbers of rows are the
// company's own affair; `then` goes on to a page below that row.
export const PAGES = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'home-operator', path: '/', role: 'operator' },
  { name: 'home-service', path: '/', role: 'service' },
  { name: 'home-buyer', path: '/', role: 'buyer' },
  { name: 'home-director', path: '/', role: 'director' },
  { name: 'home-accountant', path: '/', role: 'accountant' },
  { name: 'no-right', path: '/clients', role: 'buyer', status: 403 },
  { name: 'home-admin', path: '/', role: 'admin' },
  { name: 'search', path: '/search?q=рома', role: 'operator' },
  { name: 'clients', path: '/clients', role: 'operator' },
  { name: 'clients-filtered', path: '/clients?stage=working&from=2020-01-01&sort=-importance', role: 'director' },
  { name: 'clients-none', path: '/clients?stage=lost&to=2001-01-01', role: 'operator' },
  { name: 'dossier', path: '/clients', open: /^\/clients\/\d+$/, role: 'operator' },
  { name: 'client-new', path: '/clients/new', role: 'operator' },
  { name: 'client-edit', path: '/clients', open: /^\/clients\/\d+$/, then: 'edit', role: 'operator' },
  { name: 'client-history', path: '/clients', open: /^\/clients\/\d+$/, then: 'history', role: 'operator' },
  { name: 'client-account', path: '/clients', open: /^\/clients\/\d+$/, then: 'account', role: 'accountant' },
  { name: 'client-terms', path: '/clients', open: /^\/clients\/\d+$/, then: 'terms', role: 'accountant' },
  { name: 'calls', path: '/calls', role: 'operator' },
  { name: 'call-log', path: '/calls/list', role: 'operator' },
  { name: 'call-log-all', path: '/calls/list?outcome=missed&from=2026-11-01&sort=at', role: 'head_front_desk' },
  { name: 'call-log-none', path: '/calls/list?outcome=missed&to=2001-01-01', role: 'director' },
  { name: 'call-backs', path: '/call-backs', role: 'operator' },
  { name: 'cases', path: '/cases', role: 'service' },
  { name: 'case', path: '/cases', open: /^\/cases\/\d+$/, role: 'service' },
  { name: 'case-about-whom', path: '/cases/new?q=ром', role: 'operator' },
  { name: 'case-new', path: '/cases/new?q=ооо', open: /^\/cases\/new\?client=\d+$/, role: 'operator' },
  { name: 'orders', path: '/orders', role: 'service' },
  { name: 'orders-filtered', path: '/orders?state=closed&from=2026-01-01&to=2026-11-23&sort=-sum', role: 'director' },
  { name: 'orders-none', path: '/orders?state=draft&to=2001-01-01', role: 'service' },
  { name: 'order', path: '/orders', open: /^\/orders\/\d+$/, role: 'service' },
  { name: 'order-papers', path: '/orders?state=confirmed', open: /^\/orders\/\d+$/, then: 'papers', role: 'service' },
  { name: 'order-new', path: '/orders/new', role: 'service' },
  { name: 'order-new-found', path: '/orders/new?q=ром', role: 'service' },
  { name: 'invoice', path: '/payments', open: /^\/invoices\/\d+$/, role: 'accountant' },
  { name: 'invoices', path: '/invoices', role: 'accountant' },
  { name: 'invoices-late', path: '/invoices?state=late&sort=-left', role: 'accountant' },
  { name: 'payments', path: '/payments', role: 'accountant' },
  { name: 'payment', path: '/payments', open: /^\/payments\/\d+$/, role: 'accountant' },
  { name: 'payment-new', path: '/orders?state=invoiced', open: [/^\/orders\/\d+$/, /^\/payments\/new\?/], role: 'accountant' },
  { name: 'payments-found', path: '/payments?q=1&sort=-sum', role: 'accountant' },
  { name: 'payment-for', path: '/payments/new?q=ром', role: 'accountant' },
  { name: 'arrivals', path: '/arrivals', role: 'buyer' },
  { name: 'arrivals-filtered', path: '/arrivals?show=week&from=2020-01-01&sort=-day', role: 'head_purchasing' },
  { name: 'arrivals-none', path: '/arrivals?show=late&to=2001-01-01', role: 'buyer' },
  { name: 'arrival', path: '/arrivals', open: /^\/arrivals\/\d+$/, role: 'buyer' },
  { name: 'purchase-orders', path: '/purchase-orders', role: 'buyer' },
  { name: 'purchase-orders-filtered', path: '/purchase-orders?state=open&sort=day', role: 'head_purchasing' },
  { name: 'purchase-order', path: '/purchase-orders', open: /^\/purchase-orders\/\d+$/, role: 'buyer' },
  { name: 'purchase-order-new', path: '/purchase-orders/new', role: 'buyer' },
  { name: 'items', path: '/items', role: 'buyer' },
  { name: 'items-filtered', path: '/items?state=selling&sort=-price', role: 'director' },
  { name: 'item', path: '/items', open: /^\/items\/\d+$/, role: 'buyer' },
  { name: 'item-new', path: '/items/new', role: 'catalogue_editor' },
  { name: 'item-edit', path: '/items', open: /^\/items\/\d+$/, then: 'edit', role: 'catalogue_editor' },
  { name: 'property-words', path: '/items/words', role: 'catalogue_editor' },
  { name: 'imports', path: '/imports', role: 'admin' },
  { name: 'start', path: '/start', role: 'admin' },
  { name: 'users', path: '/users', role: 'admin' },
  { name: 'user', path: '/users', open: /^\/users\/\d+$/, role: 'admin' },
  { name: 'tokens', path: '/tokens', role: 'admin' },
  { name: 'tokens-own', path: '/tokens', role: 'director' },
  { name: 'journal', path: '/journal', role: 'director' },
  { name: 'journal-filtered', path: '/journal?what=orders&who=system&from=2026-11-01&sort=at', role: 'admin' },
  { name: 'journal-none', path: '/journal?what=exports&to=2001-01-01', role: 'admin' },
  { name: 'settings', path: '/settings', role: 'admin' },
  { name: 'company', path: '/settings/company', role: 'admin' },
];

/** Opens a page of the list; a list without a fitting row is an error. The status of the answer comes back. */
export async function openPage(page, entry) {
  let answer = await page.goto(entry.path);
  for (const wanted of [entry.open ?? []].flat()) {
    if (!answer?.ok()) break;
    const links = await page.locator('main a[href]').evaluateAll(all => all.map(link => link.getAttribute('href')));
    const first = links.find(link => wanted.test(link));
    if (!first) throw new Error(`${page.url()} has no link like ${wanted} (${links.length} links)`);
    answer = await page.goto(entry.then ? `${first}/${entry.then}` : first);
  }
  return answer?.status() ?? 0;
}
