/** Rows of pictures that fill the width, each of nearly the same height: from the ratios alone, before anything is loaded. */

/**
 * The places of pictures, in their order. A row ends where its height is nearest to the one that is wanted, so that what
 * is added at the end moves nothing but the last row.
 */
export function places(ratios, width, height, gap) {
  const placed = [];
  let top = 0;
  let row = [];
  let sum = 0;
  const heightOf = (count, ratio) => (width - gap * (count - 1)) / ratio;
  const finish = rowHeight => {
    let left = 0;
    for (const ratio of row) {
      placed.push({left, top, width: ratio * rowHeight, height: rowHeight});
      left += ratio * rowHeight + gap;
    }
    top += rowHeight + gap;
    row = [];
    sum = 0;
  };
  for (const ratio of ratios) {
    const without = row.length > 0 ? heightOf(row.length, sum) : Infinity;
    const withIt = heightOf(row.length + 1, sum + ratio);
    if (withIt < height && without - height < height - withIt) {
      finish(without);
    }
    row.push(ratio);
    sum += ratio;
    if (heightOf(row.length, sum) <= height) {
      finish(heightOf(row.length, sum));
    }
  }
  if (row.length > 0) {
    finish(Math.min(height, heightOf(row.length, sum)));
  }
  return {placed, height: Math.max(0, top - gap)};
}
