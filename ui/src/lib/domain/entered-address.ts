/** The part of an address that names the server: a host or `[an IPv6 address]`, and a port. */
const SERVER = /^(?:https?:\/\/)?([^\s/?#@:[\]]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(?:[/?#]\S*)?$/i;

/** Whether what is sent to an address can be read on the way. */
export function isInsecureHttp(address: string): boolean {
  return /^\s*http:\/\//i.test(address);
}

/**
 * Whether a text looks like a whole address, so that it is worth asking before anybody says that it is one. Of "https://chat"
 * nobody knows whether more follows; a port, an IP address or a dot with something after it says so. What counts in the
 * end is what the engine says.
 */
export function looksWhole(text: string): boolean {
  const match = SERVER.exec(text.trim());
  if (!match) return false;
  const [, host = "", port] = match;
  if (host.startsWith("[") || port !== undefined || host.toLowerCase() === "localhost") return true;
  const labels = host.split(".");
  const last = labels.at(-1) ?? "";
  if (labels.length < 2 || labels.some((label) => label === "")) return false;
  return /^\d+$/.test(last) ? labels.length === 4 : last.length >= 2;
}

/** The same of a proxy's address. */
export function proxyLooksWhole(text: string): boolean {
  return looksWhole(text.replace(/^\s*socks[45]h?:/i, "http:"));
}
