'use strict';
(function () {
  const rows = Array.from(document.querySelectorAll('.row'));
  const boxesOfRows = Array.from(document.querySelectorAll('.fold, .part'));
  const bar = document.querySelector('.bar');
  const boxes = Array.from(bar.querySelectorAll('input'));
  const shown = document.getElementById('shown');
  let at = -1;

  // A row is shown when one of its kinds is; what is only the same stays away at first.
  function filter() {
    const wanted = new Set(boxes.filter(box => box.checked).map(box => box.value));
    let count = 0;
    for (const row of rows) {
      const fits = Array.from(row.classList).some(kind => wanted.has(kind)) &&
        (!wanted.has('figures') || row.dataset.figures);
      row.hidden = !fits;
      if (fits) count += 1;
    }
    // A fold or part of which no row is shown goes, too.
    for (const box of boxesOfRows)
      box.hidden = !box.querySelector('.row:not([hidden])');
    shown.textContent = count + ' / ' + rows.length;
  }

  function show(row) {
    row.hidden = false;
    for (let box = row.parentElement; box; box = box.parentElement) {
      box.hidden = false;
      if (box.tagName === 'DETAILS') box.open = true;
    }
    at = rows.indexOf(row);
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'center' });
  }

  function go(step) {
    for (let i = at + step; i >= 0 && i < rows.length; i += step) {
      if (rows[i].hidden || rows[i].dataset.same || rows[i].closest('details:not([open])')) continue;
      show(rows[i]);
      return;
    }
  }

  for (const box of boxes) box.addEventListener('change', filter);
  document.getElementById('next').addEventListener('click', () => go(1));
  document.getElementById('previous').addEventListener('click', () => go(-1));
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="#c"]');
    const row = link && document.getElementById(link.getAttribute('href').slice(1));
    if (!row) return;
    event.preventDefault();
    history.replaceState(null, '', link.getAttribute('href'));
    show(row);
  });
  document.addEventListener('focusin', event => {
    const row = event.target.closest('.row');
    if (row) at = rows.indexOf(row);
  });
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'j') go(1);
    if (event.key === 'k') go(-1);
  });
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  bar.hidden = false;
  filter();
})();
