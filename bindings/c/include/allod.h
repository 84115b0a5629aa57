/* The Allod engine for C. Written from the sources of allod-ffi: change those.
 *
 * Engines, receipts and buffers are handles: one that is zero, closed, made up or of another kind gives
 * ALLOD_STATUS_WRONG_HANDLE. Whatever this library makes is freed by its own functions; whatever the caller passes is read
 * during the call and not kept. All functions may be called from any thread, which needs 1 MiB of stack. */

#ifndef ALLOD_H
#define ALLOD_H

#include <stddef.h>
#include <stdint.h>

// Status of a call of this library. `allod_last_error` has the text of the last one that is not `ALLOD_STATUS_OK`.
typedef enum AllodStatus {
  // It was done.
  ALLOD_STATUS_OK = 0,
  // The contract reverted, trapped, or ran out of gas. Nothing of the call is kept. Where the function gives a receipt,
  // the receipt is there, and has to be freed.
  ALLOD_STATUS_CONTRACT_FAILED = 1,
  // A pointer was null where something had to be.
  ALLOD_STATUS_NULL_POINTER = 2,
  // A handle was zero, closed before, never given out, or of another kind.
  ALLOD_STATUS_WRONG_HANDLE = 3,
  // A text was no UTF-8, no JSON of the form wanted, or too long.
  ALLOD_STATUS_INVALID_ARGUMENT = 4,
  // The engine does not do it: no such contract or function, code that does not compile, money that is not there.
  ALLOD_STATUS_REFUSED = 5,
  // The store failed, is in use, is damaged, or is another chain's.
  ALLOD_STATUS_STORE = 6,
  // There was no room, or the engine was at a call of this very thread. The same may be tried again.
  ALLOD_STATUS_UNAVAILABLE = 7,
  // The engine is at fault. A panic ends here.
  ALLOD_STATUS_INTERNAL = 8,
} AllodStatus;

// Bytes or text of the caller's, read during the call and not kept. Text is UTF-8 and needs no zero behind it.
typedef struct AllodSlice {
  // The first byte; may be null where `length` is 0.
  const uint8_t *data;
  // Bytes that there are.
  size_t length;
} AllodSlice;

// Engine. Zero is none.
typedef struct AllodEngine {
  // The handle; it means nothing to the caller.
  uint64_t id;
} AllodEngine;

// Hash.
typedef struct AllodHash {
  // The hash.
  uint8_t bytes[32];
} AllodHash;

// Address of an account or a contract.
typedef struct AllodAddress {
  // The address.
  uint8_t bytes[20];
} AllodAddress;

// Bytes or text that this library made. Zero is none.
typedef struct AllodBuffer {
  // The handle; it means nothing to the caller.
  uint64_t id;
} AllodBuffer;

// Receipt of a call. Zero is none.
typedef struct AllodReceipt {
  // The handle; it means nothing to the caller.
  uint64_t id;
} AllodReceipt;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Text that ends with a zero, as a slice. Null is the empty one.
//
// # Safety
// `text` is null, or text with a zero behind it. The slice holds as long as the text does.
struct AllodSlice allod_text(const char *text);

// Text of the last failure of this thread; empty before the first. It is the library's, and holds until a function called
// on this thread fails. A call that succeeds leaves it as it is.
const char *allod_last_error(void);

// Version of this library. The text is the library's and holds for ever.
const char *allod_version(void);

// Handles that this process has open: engines, receipts and buffers. For tests that look for leaks.
uint64_t allod_open_handles(void);

// Opens an engine. `settings` is a JSON object, or empty for an engine in memory:
// `path` (folder for the state), `cache_dir` (folder for compiled modules), `go_cache` (folder with the Go toolchain),
// `chain_id`, `threads`, `sync`, `read_only`, `own_nonces`, `compiler` (`"cranelift"` or `"interpreter"`), `compile_first`
// (compile before the first call), `gas_limit` (of calls that name none), `limits` (an object by limit).
//
// # Safety
// `settings` is readable memory; `engine` is null or writable memory.
enum AllodStatus allod_engine_open(struct AllodSlice settings,
                                   struct AllodEngine *engine);

// Closes an engine. It lives on until the calls of other threads that are under way have ended; receipts and buffers stay.
enum AllodStatus allod_engine_close(struct AllodEngine engine);

// Root of the state after the last block.
//
// # Safety
// `root` is null or writable memory.
enum AllodStatus allod_state_root(struct AllodEngine engine, struct AllodHash *root);

// ABI of a contract, as JSON: its functions and events.
//
// # Safety
// `abi` is null or writable memory.
enum AllodStatus allod_abi(struct AllodEngine engine, struct AllodAddress contract, struct AllodBuffer *abi);

// Deploys `code`: a module, WebAssembly text, or Go source. `options` is a JSON object, or empty: `from`, `salt`, `name` (of
// the file, for messages), `abi`, `wasi` (the contract's limits), `reentrant`, `gas_limit`, `block`, `constructor`
// (`function`, `args`, `value`). `details`, which may be null, gets a JSON object: `address`, `code_hash`, `module_size`,
// `abi`, `warnings`, `receipt`.
//
// # Safety
// `code` and `options` are readable memory; `contract` and `details` are null or writable memory.
enum AllodStatus allod_deploy(struct AllodEngine engine,
                              struct AllodSlice code,
                              struct AllodSlice options,
                              struct AllodAddress *contract,
                              struct AllodBuffer *details);

// Calls a function of a contract, and commits its changes. `args` is a JSON list by position or an object by name; empty
// is no argument. Integers are numbers or decimal text; bytes, addresses, object ids and hashes are hex text.
// `options` is a JSON object, or empty: `from`, `gas_limit`, `value`, `objects`, `block` (`height`, `time`, `chain_id`).
//
// # Safety
// `function`, `args` and `options` are readable memory; `receipt` is null or writable memory.
enum AllodStatus allod_execute(struct AllodEngine engine,
                               struct AllodAddress contract,
                               struct AllodSlice function,
                               struct AllodSlice args,
                               struct AllodSlice options,
                               struct AllodReceipt *receipt);

// As `allod_execute`, and commits nothing. The gas is exactly that of `allod_execute`.
//
// # Safety
// As `allod_execute`.
enum AllodStatus allod_simulate(struct AllodEngine engine,
                                struct AllodAddress contract,
                                struct AllodSlice function,
                                struct AllodSlice args,
                                struct AllodSlice options,
                                struct AllodReceipt *receipt);

// As `allod_execute` on the state as it is: every write is denied and nothing is committed. Queries run beside each other.
//
// # Safety
// As `allod_execute`.
enum AllodStatus allod_query(struct AllodEngine engine,
                             struct AllodAddress contract,
                             struct AllodSlice function,
                             struct AllodSlice args,
                             struct AllodSlice options,
                             struct AllodReceipt *receipt);

// Makes a call once more without committing it, and says in lines for people where it fails: functions, and lines of a
// contract in Go. `block` among the options may be that of a receipt. A call that succeeds is explained too.
//
// # Safety
// `function`, `args` and `options` are readable memory; `words` is null or writable memory.
enum AllodStatus allod_explain(struct AllodEngine engine,
                               struct AllodAddress contract,
                               struct AllodSlice function,
                               struct AllodSlice args,
                               struct AllodSlice options,
                               struct AllodBuffer *words);

// Result of a call as JSON, decoded by the contract's ABI: `null` for none, the value for one, a list for several.
//
// # Safety
// `result` is null or writable memory.
enum AllodStatus allod_receipt_result(struct AllodReceipt receipt,
                                      struct AllodBuffer *result);

// Result of a call as the bytes that the contract gave; empty where it failed.
//
// # Safety
// `output` is null or writable memory.
enum AllodStatus allod_receipt_output(struct AllodReceipt receipt, struct AllodBuffer *output);

// Events of a call, as a JSON list; empty where it failed.
//
// # Safety
// `events` is null or writable memory.
enum AllodStatus allod_receipt_events(struct AllodReceipt receipt, struct AllodBuffer *events);

// All of a receipt, as a JSON object: `hash`, `status`, `result`, `gas_used`, `gas`, `events`, `error` and more.
//
// # Safety
// `json` is null or writable memory.
enum AllodStatus allod_receipt_json(struct AllodReceipt receipt,
                                    struct AllodBuffer *json);

// A receipt in lines for people: the status, the calls that failed or were denied something, the debug log.
//
// # Safety
// `words` is null or writable memory.
enum AllodStatus allod_receipt_explain(struct AllodReceipt receipt, struct AllodBuffer *words);

// Gas that a call used.
//
// # Safety
// `gas` is null or writable memory.
enum AllodStatus allod_receipt_gas(struct AllodReceipt receipt, uint64_t *gas);

// Frees a receipt.
enum AllodStatus allod_receipt_free(struct AllodReceipt receipt);

// Money of an account or a contract.
//
// # Safety
// `balance` is null or writable memory.
enum AllodStatus allod_balance(struct AllodEngine engine, struct AllodAddress account, uint64_t *balance);

// Nonce of the next transaction that an account signs.
//
// # Safety
// `nonce` is null or writable memory.
enum AllodStatus allod_nonce(struct AllodEngine engine, struct AllodAddress account, uint64_t *nonce);

// Gives an account money out of nothing: a chain's genesis, or a test's.
enum AllodStatus allod_fund(struct AllodEngine engine, struct AllodAddress account, uint64_t amount);

// Moves money from one account to another, outside of any block.
enum AllodStatus allod_transfer(struct AllodEngine engine,
                                struct AllodAddress from,
                                struct AllodAddress to,
                                uint64_t amount);

// Bytes of a buffer, read-only: they are the library's, and hold until the buffer is freed. A zero stands behind them, so
// that text is a C string too. `length`, which may be null, gets how many there are without that zero.
//
// # Safety
// `data` and `length` are null or writable memory.
enum AllodStatus allod_buffer_data(struct AllodBuffer buffer,
                                   const uint8_t **data,
                                   size_t *length);

// Frees a buffer. Its bytes hold no longer.
enum AllodStatus allod_buffer_free(struct AllodBuffer buffer);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ALLOD_H */
