/** Too much lies below them for anybody to mean all of it. */
const tooWide = ['/', '/home', '/media', '/mnt', '/opt', '/root', '/run', '/srv', '/var', '/var/lib'];

/** Of the machine itself, with all that lies below. */
const ofTheSystem = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/lib32',
  '/lib64',
  '/proc',
  '/sbin',
  '/sys',
  '/usr',
];

/** Why files are never deleted below a folder, whatever a catalogue says; undefined where they may be. */
export function whyNoRoot(folder: string): string | undefined {
  if (!/^\/(?!.*(\/\/|\/\.{1,2}(\/|$)))/.test(folder) || (folder.length > 1 && folder.endsWith('/'))) {
    return 'it is no plain absolute path';
  }
  if (tooWide.includes(folder)) return 'too much lies below it';
  if (/^\/home\/[^/]+$/.test(folder)) return "it is somebody's home";
  if (ofTheSystem.some((each) => folder === each || folder.startsWith(`${each}/`))) {
    return 'it belongs to the machine itself';
  }
  return undefined;
}
