'use strict';
(function () {
  const rows = Array.from(document.querySelectorAll('.row'));
  const boxes = Array.from(document.querySelectorAll('input[type=checkbox]'));
  let at = -1;

  // A row is shown when one of its kinds is; what is only the same stays away at first.
  function filter() {
    const wanted = boxes.filter(box => box.checked).map(box => box.value);
    for (const row of rows) row.hidden = !wanted.some(kind => row.classList.contains(kind));
  }

  function go(step) {
    for (let i = at + step; i >= 0 && i < rows.length; i += step) {
      if (rows[i].hidden || rows[i].dataset.same) continue;
      at = i;
      rows[i].focus();
      rows[i].scrollIntoView({ block: 'center' });
      return;
    }
  }

  for (const box of boxes) {
    if (box.value === 'same') box.checked = false;
    box.addEventListener('change', filter);
  }
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    link.addEventListener('click', () => {
      const row = document.getElementById(link.getAttribute('href').slice(1));
      if (row) { row.hidden = false; at = rows.indexOf(row); row.focus(); }
    });
  }
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'j') go(1);
    if (event.key === 'k') go(-1);
  });
  filter();
})();
