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
