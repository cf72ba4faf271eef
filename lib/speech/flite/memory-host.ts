/**
 * What flite's WebAssembly (WASI preview 1) asks of a machine: one folder of files in memory, a clock, and nothing else.
 * What we say may hold an account number: neither the text nor its sound touches a disk (DESIGN law 8).
 */

/** Numbers of WASI preview 1. */
const ERRNO = { success: 0, badDescriptor: 8, noEntry: 44, notPermitted: 63 } as const;
const FILE_TYPE = { characterDevice: 2, directory: 3, regularFile: 4 } as const;
const OPEN_CREATE = 1;
const OPEN_TRUNCATE = 8;
const SEEK_CURRENT = 1;
const SEEK_END = 2;
/** 0, 1 and 2 are the standard streams, where nothing is to be read and all is forgotten. */
const FOLDER_DESCRIPTOR = 3;
const MOST_FILE_BYTES = 32 * 1024 * 1024;

interface OpenFile {
  readonly name: string;
  position: number;
}

interface CommandExports {
  readonly memory: WebAssembly.Memory;
  _start(): void;
}

/** The command has ended by itself. */
class Exit extends Error {
  constructor(readonly code: number) {
    super(`the command ended with code ${code}`);
  }
}

export interface Command {
  readonly module: WebAssembly.Module;
  /** The first is the command's name. */
  readonly args: readonly string[];
  /** Absolute path of the one folder there is, and its files by name. */
  readonly folder: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Runs to its end; returns its exit code and all files there are then. Throws what WebAssembly throws. */
export function run({ module, args, folder, files }: Command): { code: number; files: Map<string, Uint8Array> } {
  const kept = new Map(files);
  const open = new Map<number, OpenFile>();
  const argumentBytes = args.map((argument) => Buffer.from(`${argument}\0`));
  const folderBytes = Buffer.from(folder);
  const started = performance.now();
  let nextDescriptor = FOLDER_DESCRIPTOR + 1;
  // The memory is replaced whenever it grows, so every call looks it up anew.
  const view = (): DataView => new DataView(exports.memory.buffer);
  const bytesAt = (pointer: number, length: number): Uint8Array =>
    new Uint8Array(exports.memory.buffer, pointer, length);

  /** Calls `use` with each buffer of a scatter or gather list, until it moves less than that. */
  const transfer = (vectors: number, count: number, moved: number, use: (buffer: Uint8Array) => number): number => {
    let total = 0;
    for (let index = 0; index < count; index++) {
      const pointer = view().getUint32(vectors + index * 8, true);
      const length = view().getUint32(vectors + index * 8 + 4, true);
      const part = use(bytesAt(pointer, length));
      total += part;
      if (part < length) break;
    }
    view().setUint32(moved, total, true);
    return ERRNO.success;
  };

  const append = (file: OpenFile, bytes: Uint8Array): number => {
    const old = kept.get(file.name)!;
    const end = file.position + bytes.length;
    if (end > MOST_FILE_BYTES) return 0;
    let whole = old;
    if (end > old.byteLength) {
      // Room for more than was asked, so that many small writes do not copy everything each time.
      const room = end <= old.buffer.byteLength ? old.buffer : new ArrayBuffer(Math.max(65_536, end * 2));
      whole = new Uint8Array(room, 0, end);
      if (room !== old.buffer) whole.set(old);
      kept.set(file.name, whole);
    }
    whole.set(bytes, file.position);
    file.position = end;
    return bytes.length;
  };

  const wasi = {
    args_sizes_get(countPointer: number, sizePointer: number): number {
      view().setUint32(countPointer, args.length, true);
      view().setUint32(
        sizePointer,
        argumentBytes.reduce((sum, { length }) => sum + length, 0),
        true,
      );
      return ERRNO.success;
    },
    args_get(pointers: number, buffer: number): number {
      let at = buffer;
      argumentBytes.forEach((bytes, index) => {
        view().setUint32(pointers + index * 4, at, true);
        bytesAt(at, bytes.length).set(bytes);
        at += bytes.length;
      });
      return ERRNO.success;
    },
    clock_time_get(_clock: number, _precision: bigint, pointer: number): number {
      view().setBigUint64(pointer, BigInt(Math.round((performance.now() - started) * 1e6)), true);
      return ERRNO.success;
    },
    fd_prestat_get(descriptor: number, pointer: number): number {
      if (descriptor !== FOLDER_DESCRIPTOR) return ERRNO.badDescriptor;
      view().setUint32(pointer, 0, true);
      view().setUint32(pointer + 4, folderBytes.length, true);
      return ERRNO.success;
    },
    fd_prestat_dir_name(descriptor: number, pointer: number, length: number): number {
      if (descriptor !== FOLDER_DESCRIPTOR) return ERRNO.badDescriptor;
      bytesAt(pointer, length).set(folderBytes.subarray(0, length));
      return ERRNO.success;
    },
    fd_fdstat_get(descriptor: number, pointer: number): number {
      const type =
        descriptor < FOLDER_DESCRIPTOR
          ? FILE_TYPE.characterDevice
          : descriptor === FOLDER_DESCRIPTOR
            ? FILE_TYPE.directory
            : FILE_TYPE.regularFile;
      if (descriptor > FOLDER_DESCRIPTOR && !open.has(descriptor)) return ERRNO.badDescriptor;
      const memory = view();
      memory.setBigUint64(pointer, BigInt(type), true);
      const allRights = 0xffff_ffff_ffff_ffffn;
      memory.setBigUint64(pointer + 8, allRights, true);
      memory.setBigUint64(pointer + 16, allRights, true);
      return ERRNO.success;
    },
    fd_fdstat_set_flags: () => ERRNO.success,
    path_open(
      descriptor: number,
      _lookup: number,
      path: number,
      length: number,
      how: number,
      _rights: bigint,
      _inherited: bigint,
      _flags: number,
      opened: number,
    ): number {
      if (descriptor !== FOLDER_DESCRIPTOR) return ERRNO.badDescriptor;
      const name = Buffer.from(bytesAt(path, length)).toString('utf8');
      if (name.includes('/')) return ERRNO.notPermitted;
      if ((how & OPEN_TRUNCATE) !== 0 || (!kept.has(name) && (how & OPEN_CREATE) !== 0)) {
        kept.set(name, new Uint8Array(0));
      }
      if (!kept.has(name)) return ERRNO.noEntry;
      open.set(nextDescriptor, { name, position: 0 });
      view().setUint32(opened, nextDescriptor++, true);
      return ERRNO.success;
    },
    fd_read(descriptor: number, vectors: number, count: number, moved: number): number {
      const file = open.get(descriptor);
      if (!file) return descriptor === 0 ? transfer(vectors, count, moved, () => 0) : ERRNO.badDescriptor;
      return transfer(vectors, count, moved, (buffer) => {
        const part = kept.get(file.name)!.subarray(file.position, file.position + buffer.length);
        buffer.set(part);
        file.position += part.length;
        return part.length;
      });
    },
    fd_write(descriptor: number, vectors: number, count: number, moved: number): number {
      const file = open.get(descriptor);
      if (file) return transfer(vectors, count, moved, (buffer) => append(file, buffer));
      return descriptor < FOLDER_DESCRIPTOR
        ? transfer(vectors, count, moved, ({ length }) => length)
        : ERRNO.badDescriptor;
    },
    fd_seek(descriptor: number, offset: bigint, whence: number, pointer: number): number {
      const file = open.get(descriptor);
      if (!file) return ERRNO.badDescriptor;
      const { length } = kept.get(file.name)!;
      const base = whence === SEEK_END ? length : whence === SEEK_CURRENT ? file.position : 0;
      file.position = Math.min(MOST_FILE_BYTES, Math.max(0, base + Number(offset)));
      view().setBigUint64(pointer, BigInt(file.position), true);
      return ERRNO.success;
    },
    fd_close: (descriptor: number) => (open.delete(descriptor) ? ERRNO.success : ERRNO.badDescriptor),
    proc_exit(code: number): never {
      throw new Exit(code);
    },
  };
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi });
  const exports = instance.exports as unknown as CommandExports;
  try {
    exports._start();
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    return { code: error.code, files: kept };
  }
  return { code: 0, files: kept };
}
