// The pages of tiaomu diff in a browser: page.js MODULES FOLDER
//
// MODULES holds playwright-core and axe-core, FOLDER the pages that page.bats made:
//   en.html zh.html    a real policy and an edition of it with some changes
//   set.html           two folders
//   rules.html         the policy and the rules that carry out some of it
//   large.html         2,000 changed clauses
// Prints what it measured; ends with 1 and says what is wrong.
const fs = require('fs');
const path = require('path');
const assert = require('assert');
const [modules, folder] = process.argv.slice(2);
const { chromium } = require(path.join(modules, 'playwright-core'));
const axe = fs.readFileSync(path.join(modules, 'axe-core', 'axe.min.js'), 'utf8');

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

// Opens a page; whatever it says on its console or asks from a network is a fault.
async function open(browser, name, options, body) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults = [];
  page.on('console', message => faults.push('console: ' + message.text()));
  page.on('pageerror', error => faults.push('error: ' + error));
  page.on('request', request => {
    if (!request.url().startsWith('file://' + folder)) faults.push('request: ' + request.url());
  });
  await page.goto('file://' + path.join(folder, name));
  await body(page);
  assert.deepStrictEqual(faults, [], name);
  await context.close();
}

async function accessible(page, name) {
  const result = await page.evaluate(axe + '; axe.run()');
  assert.ok(result.passes.length > 15, name + ': axe found nothing to look at');
  assert.deepStrictEqual(result.violations.map(v => v.id + ': ' + v.nodes[0].html), [], name);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(beyond <= 0, name + ': wider than the window');
}

const visible = (page, selector) => page.locator(selector).evaluateAll(
  rows => rows.filter(row => row.checkVisibility({ contentVisibilityAuto: false })).length);

async function filters(page) {
  const box = kind => page.locator('.bar input[value=' + kind + ']');
  const all = await page.locator('.row').count();
  const changed = await page.locator('.row.changed').count();
  const added = await page.locator('.row.added').count();
  const same = await page.locator('.row.same').count();
  assert.ok(changed > 2 && added > 0 && same > 10, 'the page has rows of three kinds');
  assert.strictEqual(await visible(page, '.row.same'), 0, 'what is the same stays away at first');
  assert.strictEqual(await visible(page, '.row.changed'), changed);
  await box('changed').uncheck();
  assert.strictEqual(await visible(page, '.row.changed'), 0);
  assert.strictEqual(await visible(page, '.row.added'), added);
  await box('same').check();
  assert.strictEqual(await visible(page, '.row.same'), same);
  await box('changed').check();
  assert.strictEqual(await page.locator('#shown').textContent(), all + ' / ' + all);
  await box('figures').check();
  assert.strictEqual(await visible(page, '.row'), await page.locator('.row[data-figures]').count());
  await box('figures').uncheck();
  await box('same').uncheck();
}

const focused = page => page.evaluate(() => document.activeElement.id);

async function keyboard(page) {
  const ids = await page.locator('.row:not([data-same])').evaluateAll(rows => rows.map(row => row.id));
  await page.keyboard.press('j');
  assert.strictEqual(await focused(page), ids[0]);
  await page.keyboard.press('j');
  assert.strictEqual(await focused(page), ids[1]);
  await page.keyboard.press('k');
  assert.strictEqual(await focused(page), ids[0]);
  await page.keyboard.press('k');
  assert.strictEqual(await focused(page), ids[0], 'nothing stands before the first');
  await page.locator('#next').press('Enter');
  assert.strictEqual(await focused(page), ids[1]);
  // A link in the figures leads to its clause, and the keys go on from there.
  const link = page.locator('table.figures .place a:visible').last();
  const target = (await link.getAttribute('href')).slice(1);
  await link.press('Enter');
  assert.strictEqual(await focused(page), target);
  assert.ok(await page.locator('#' + target).isVisible());
  await page.keyboard.press('k');
  assert.strictEqual(await focused(page), ids[ids.indexOf(target) - 1]);
  // A box is reached and set with the keyboard alone.
  const box = page.locator('.bar input').first();
  await box.focus();
  await page.keyboard.press(' ');
  assert.strictEqual(await box.isChecked(), false);
  await page.keyboard.press(' ');
}

async function printed(page) {
  await page.emulateMedia({ media: 'print' });
  assert.strictEqual(await page.locator('.bar').isVisible(), false);
  const [old, fresh] = await page.locator('.row.changed').first().locator('.side').evaluateAll(
    sides => sides.map(side => side.getBoundingClientRect().x));
  assert.ok(fresh > old + 100, 'side by side on paper');
  assert.ok((await page.pdf({ format: 'A4' })).length > 10000);
}

// Figures come first, the largest difference at the top.
async function figures(page) {
  const top = await page.locator('table.money tbody tr').first().locator('td').allTextContents();
  assert.deepStrictEqual(top.slice(0, 5), ['−9,900万元', '上限', '符合条件的项目', '1亿元', '100万元'], 'largest');
  const [money, row] = await page.evaluate(() => ['table.money', '.row:not([hidden])'].map(
    selector => document.querySelector(selector).getBoundingClientRect().y));
  assert.ok(money < row);
}

// Clauses stand as in the old document, what has no figures is folded, and links open what they lead to.
async function clauses(page) {
  const parts = await page.locator('.part > h3').allTextContents();
  const numbered = parts.map(part => '一二三四五六'.indexOf(part[0])).filter(number => number >= 0);
  assert.deepStrictEqual(numbered, [0, 1, 2, 3, 4, 5], 'parts in the order of the old document');
  const old = await page.locator('.row .side.old:not(.blank) .lead').allTextContents();
  const items = old.map(lead => parseInt(lead, 10)).filter(number => number > 3);
  assert.ok(items.length > 30);
  assert.deepStrictEqual(items, [...items].sort((a, b) => a - b), 'and their items');
  const folds = await page.locator('.fold').count();
  assert.ok(folds > 10);
  assert.strictEqual(await page.locator('.fold[open]').count(), 0);
  const folded = await page.locator('.fold .row').first().getAttribute('id');
  await page.evaluate(id => {
    const link = document.querySelector('.contents a[href^="#c"]');
    link.setAttribute('href', '#' + id);
  }, folded);
  await page.locator('.contents a[href="#' + folded + '"]').press('Enter');
  assert.strictEqual(await focused(page), folded);
  assert.strictEqual(await page.locator('.fold[open]').count(), 1);
  await page.locator('.bar input[value=added]').uncheck();
  assert.strictEqual(await visible(page, '.fold:has(.added)'), 0, 'a fold goes with its rows');
  const [full, blank] = await page.locator('.row.removed:has(.lead)').first().locator('.side').evaluateAll(
    sides => sides.map(side => side.getBoundingClientRect().width));
  assert.ok(blank < full / 3, 'a blank half is narrow');
}

// The summary counts every change once, and the bar says what it counts twice.
async function summary(page) {
  const said = await page.locator('.summary p').last().textContent();
  const [all, ...kinds] = (await page.locator('.summary p').last().locator('b').allTextContents()).map(Number);
  assert.strictEqual(all, kinds.reduce((sum, count) => sum + count, 0), said);
  assert.strictEqual(all, await page.locator('.row:not([data-same])').count());
  assert.match(await page.locator('.bar label.moved').textContent(), /moved \d+ \(of them \d+ also changed or reworded\)/);
  const rows = await page.locator('.numbers tbody td').allTextContents();
  const lists = await page.locator('details:has(> table.figures) h3 .count').allTextContents();
  const sum = list => list.map(cell => parseInt(cell, 10)).reduce((total, count) => total + count, 0);
  assert.strictEqual(sum(rows), sum(lists), 'figures of the summary are those of the lists');
  assert.strictEqual(await page.locator('.legend').getAttribute('open'), null);
  await page.locator('.legend summary').press('Enter');
  const terms = (await page.locator('.legend dt').allTextContents()).join(' ');
  for (const term of ['decided by', 'basis', 'instrument', 'in all', 'h1:2/h2:2/h3:18']) assert.ok(terms.includes(term), term);
  await accessible(page, 'the legend');
}

// From the start of navigation to the frame that shows the page.
async function fast(page) {
  const rows = await page.locator('.row.changed').count();
  assert.strictEqual(rows, 2000);
  const paint = await page.evaluate(() => new Promise(resolve => {
    const first = performance.getEntriesByName('first-contentful-paint')[0];
    const done = performance.getEntriesByType('navigation')[0];
    resolve([first ? first.startTime : NaN, done.loadEventEnd]);
  }));
  const filter = await page.evaluate(() => {
    const start = performance.now();
    document.querySelector('.bar input[value=changed]').click();
    document.querySelector('.bar input[value=changed]').click();
    document.body.getBoundingClientRect();
    return performance.now() - start;
  });
  console.log('2,000 changed clauses: painted after %d ms, loaded after %d ms, filtered twice in %d ms',
    ...[...paint, filter].map(Math.round));
}

(async () => {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  try {
    const wide = { width: 1280, height: 900 };
    const narrow = { width: 400, height: 800 };
    for (const [name, options] of [['en.html', { viewport: wide }], ['zh.html', { viewport: narrow }],
      ['rules.html', { viewport: wide }], ['rules.html', { viewport: narrow }],
      ['set.html', { viewport: wide, colorScheme: 'dark' }], ['set.html', { viewport: narrow }]]) {
      await open(browser, name, options, page => accessible(page, name));
    }
    await open(browser, 'en.html', {}, async page => {
      await filters(page);
      await keyboard(page);
      await printed(page);
    });
    await open(browser, 'set.html', {}, async page => {
      await keyboard(page);
      assert.ok(await page.locator('table.overview tr').count() > 3);
    });
    await open(browser, 'zh.html', {}, figures);
    await open(browser, 'rules.html', {}, clauses);
    await open(browser, 'rules.html', {}, summary);
    // Without scripts everything is there, and there is no bar that does nothing.
    await open(browser, 'zh.html', { javaScriptEnabled: false }, async page => {
      assert.strictEqual(await page.locator('.bar').isVisible(), false);
      assert.ok(await page.locator('.row.same').first().isVisible());
    });
    await open(browser, 'large.html', {}, fast);
  } finally {
    await browser.close();
  }
})().catch(error => {
  console.log(error.message);
  process.exit(1);
});
