/**
 * What programs that pretend to be a phone call themselves (Android's `Build` and iOS' `utsname`), lower case. Sources:
 * the defaults of Android's own emulator (goldfish, ranchu, sdk_gphone) and of Genymotion, BlueStacks, Nox and MEmu, and
 * the names of simulators of Xcode.
 */
const NAMES: readonly string[] = [
  'android sdk built for',
  'sdk_gphone',
  'google_sdk',
  'emulator',
  'simulator',
  'goldfish',
  'ranchu',
  'genymotion',
  'vbox86',
  'bluestacks',
  'noxplayer',
  'nox_',
  'memu',
  'ldplayer',
];

/** Simulators of iOS say which machine they run on. */
const MACHINES: readonly string[] = ['x86_64', 'i386', 'arm64'];

/** Whether a device, by what it says of itself, is none. */
export function isEmulator({
  emulator,
  model = '',
  hardware = '',
}: {
  readonly emulator?: boolean | undefined;
  readonly model?: string | undefined;
  readonly hardware?: string | undefined;
}): boolean {
  const said = [model, hardware].map((text) => text.toLowerCase());
  return (
    emulator === true ||
    MACHINES.includes(said[0]!) ||
    said.some((text) => NAMES.some((name) => text.includes(name)))
  );
}
