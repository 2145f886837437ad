/**
 * What runs in the page of a run that is at work, as a file of its own (the policy lets no other script in): it shows what the
 * stream says, and loads the page anew at the run's end.
 */
export const liveScript = `(() => {
  const box = document.getElementById('live');
  const text = box.querySelector('p');
  const bar = box.querySelector('progress');
  const again = (ms) => setTimeout(() => location.reload(), ms);
  const stream = new EventSource(box.dataset.stream);
  stream.addEventListener('far', ({ data }) => {
    const far = JSON.parse(data);
    text.textContent = far.text;
    bar.hidden = far.planned === 0;
    bar.max = Math.max(far.planned, 1);
    bar.value = far.done;
  });
  stream.addEventListener('ended', () => {
    stream.close();
    again(0);
  });
  // A stream that breaks off is taken up again by the browser; one that is refused is not.
  stream.addEventListener('error', () => {
    if (stream.readyState === EventSource.CLOSED) again(10000);
  });
})();
`;
