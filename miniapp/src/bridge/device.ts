import Taro from '@tarojs/taro';

/** Small services of the phone that need no answer. */
const onHost = process.env.TARO_ENV === 'h5';

export function telephone(number: string): void {
  void Taro.makePhoneCall({ phoneNumber: number }).catch(() => undefined);
}

export function copyText(text: string, said: string): void {
  void Taro.setClipboardData({ data: text })
    .then(() => Taro.showToast({ title: said, icon: 'none' }))
    .catch(() => undefined);
}

/** Opens the map; without coordinates (or outside WeChat) the address is copied instead. */
export function showOnMap(place: { name: string; address: string; latitude: number | null; longitude: number | null }): void {
  if (onHost || place.latitude === null || place.longitude === null) {
    copyText(place.address, '地址已复制');
    return;
  }
  void Taro.openLocation({ name: place.name, address: place.address, latitude: place.latitude, longitude: place.longitude, scale: 16 }).catch(() =>
    copyText(place.address, '地址已复制'),
  );
}

/** A bright screen lets the counter's scanner read the code. Returns the way back. */
export function brighten(): () => void {
  if (onHost) return () => undefined;
  let before: number | null = null;
  void Taro.getScreenBrightness()
    .then((now) => {
      before = (now as unknown as { value: number }).value;
      return Taro.setScreenBrightness({ value: 1 });
    })
    .catch(() => undefined);
  return () => {
    if (before !== null) void Taro.setScreenBrightness({ value: before }).catch(() => undefined);
  };
}

export function say(title: string): void {
  void Taro.showToast({ title, icon: 'none', duration: 2200 });
}

/** A long buzz, for news that must not be missed. */
export function buzz(): void {
  void Taro.vibrateLong().catch(() => undefined);
}

/**
 * Shows a PDF: in WeChat by its own viewer (from there it can be kept or sent on), on h5 as a file of the browser.
 * @returns false when this phone cannot open it
 */
export async function showPdf(fileName: string, base64: string): Promise<boolean> {
  if (onHost) {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }));
    link.download = fileName;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    return true;
  }
  const filePath = `${Taro.env.USER_DATA_PATH ?? ''}/${fileName.replace(/[\\/:*?"<>|]/g, '_')}`;
  try {
    Taro.getFileSystemManager().writeFileSync(filePath, base64, 'base64');
    await Taro.openDocument({ filePath, fileType: 'pdf', showMenu: true });
    return true;
  } catch {
    return false;
  }
}
