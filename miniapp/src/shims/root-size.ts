/**
 * h5 only: Taro writes sizes in rem against a width of 375. Its own script for the root's font size is inline,
 * and the server's content security policy (rightly) runs no inline script.
 */
export function keepRootSize(): void {
  if (process.env.TARO_ENV !== 'h5') return;
  const fit = () => {
    const { width, height } = document.documentElement.getBoundingClientRect();
    const narrow = Math.min(...[width, height].filter(Boolean), window.innerWidth || 375);
    document.documentElement.style.fontSize = `${Math.min(40, Math.max(16, (20 * narrow) / 375))}px`;
  };
  window.addEventListener('resize', fit);
  fit();
}
