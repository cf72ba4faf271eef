/** Which phone is meant: one of the gateway's devices by name, or a number or URI that a flow gave. Pure. */
import type { Refusal } from './gateway.types';
import { readDialTarget } from './phone-number';
import { refusal } from './refusal';
import type { Device } from './settings';

export interface ChosenDevice {
  readonly name: string;
  readonly address: string;
  /** One of the gateway's devices, not something named by the flow. */
  readonly configured: boolean;
}

/** Nothing wanted: the first device. A bare name that is no device is a mistake; a name at the PBX is written as a URI. */
export function chooseDevice(wanted: string | undefined, devices: readonly Device[]): ChosenDevice | Refusal {
  const device = wanted === undefined ? devices[0] : named(wanted, devices);
  if (device) return { ...device, configured: true };
  if (wanted === undefined) {
    return refusal('no-device', 'No phone to ring: add one under "Devices" in the gateway, or name a number.');
  }
  if (readDialTarget(wanted).kind !== 'name') return { name: wanted, address: wanted, configured: false };
  const known = devices.map(({ name }) => name).join(', ');
  const present = known === '' ? 'add one under "Devices" in the gateway' : `there are: ${known}`;
  return refusal('no-device', `There is no device named ${wanted}; ${present}.`);
}

function named(wanted: string, devices: readonly Device[]): Device | undefined {
  const alike = (name: string): boolean => name.trim().toLowerCase() === wanted.trim().toLowerCase();
  return devices.find(({ name }) => name === wanted) ?? devices.find(({ name }) => alike(name));
}
