/*
 * ExoPort: probes Exchange Online's ports (SMTP, submission, IMAP, POP3, HTTPS) and says what TCP,
 * STARTTLS, TLS and the certificate really do on this path.
 *
 * This file is generated from src/ffi; do not edit it. MIT license.
 *
 * MODEL
 *   A run is a stream: targets go in (exoport_run_push), records come out as they complete
 *   (exoport_run_next). Both ends are bounded. While a caller takes no records, the probes are held
 *   back and push says EXOPORT_PENDING, so memory stays flat however many targets pass through:
 *   push until PENDING, take until PENDING, and so on. After exoport_run_finish and the last record,
 *   next says EXOPORT_DONE. A target that cannot be reached is no error: its record says what
 *   happened.
 *
 * TEXTS
 *   All texts are UTF-8 without a terminating NUL. A text that goes in is (pointer, length in bytes)
 *   of at most EXOPORT_MAX_TEXT bytes. A text that comes out is (buffer, capacity, *needed):
 *   *needed is the exact length in bytes, of what was written or of what would have been. When
 *   capacity is too small, the status is EXOPORT_BUFFER_TOO_SMALL, nothing is written and nothing is
 *   lost: call again with a larger buffer. buffer NULL with capacity 0 asks for the length.
 *   Configuration, targets, records and questions are JSON: docs/c-abi.md lists the keys,
 *   exoport_query with {"query":"schema"} gives the JSON Schema of a record. New keys may appear in
 *   records; do not fail on one.
 *
 * OWNERSHIP
 *   The library keeps no pointer after a call and gives none out: every buffer is the caller's. A run
 *   is a number, never 0. exoport_run_close frees it; after that the number is
 *   EXOPORT_BAD_HANDLE for ever and never names another run.
 *
 * THREADS
 *   Every function may be called from any thread, also for the same run at the same time. Calls with
 *   a timeout wait in the caller's thread at most so long; cancel and close from another thread wake
 *   them at once. Probes run on a few threads of the library, started with the first run and kept
 *   until the process ends: do not unload the library, and do not use it in a child of fork()
 *   whose parent has used it. There are no callbacks and no signal handlers.
 *
 * ERRORS
 *   A status is below 0 for an error, 0 for success, above 0 for "not now" and "no more".
 *   exoport_last_error says why the last call on the same thread failed, in one line: what is wrong,
 *   where, and what to do. An error leaves the run as it was; nothing here aborts the process.
 *
 * EXAMPLE
 *   cc -std=c11 example.c -lexoport && ./a.out '{"host":"smtp.office365.com","port":587}'
 *
 * ---- example.c ----
 * #include <stdio.h>
 * #include <stdlib.h>
 * #include <string.h>
 * #include "exoport.h"
 *
 * static int fail(const char *what) {
 *     uint8_t text[512];
 *     uint32_t length = 0;
 *     if (exoport_last_error(text, sizeof text, &length) != EXOPORT_OK) {
 *         length = 0;
 *     }
 *     fprintf(stderr, "%s failed: %.*s\n", what, (int)length, (const char *)text);
 *     return 1;
 * }
 *
 * int main(int argc, char **argv) {
 *     const char *config = "{\"timeout_ms\":10000}";
 *     const char *target = argc > 1 ? argv[1] : "{\"service\":\"submission\"}";
 *     uint64_t run = 0;
 *     if (exoport_abi_version() != EXOPORT_ABI_VERSION) {
 *         fprintf(stderr, "the library has another ABI version than exoport.h\n");
 *         return 1;
 *     }
 *     if (exoport_run_start((const uint8_t *)config, (uint32_t)strlen(config), &run) != EXOPORT_OK) {
 *         return fail("start");
 *     }
 *     if (exoport_run_push(run, (const uint8_t *)target, (uint32_t)strlen(target), 0) != EXOPORT_OK) {
 *         fail("push");
 *         exoport_run_close(run);
 *         return 1;
 *     }
 *     exoport_run_finish(run);
 *
 *     uint32_t capacity = 65536, needed = 0, count = 0;
 *     uint8_t *buffer = (uint8_t *)malloc(capacity);
 *     int32_t status = EXOPORT_PENDING;
 *     while (buffer != NULL && status != EXOPORT_DONE) {
 *         status = exoport_run_next(run, buffer, capacity, &needed, &count, 1000);
 *         if (status == EXOPORT_RECORD) {
 *             fwrite(buffer, 1, needed, stdout); // count lines, each a record
 *         } else if (status == EXOPORT_BUFFER_TOO_SMALL) {
 *             free(buffer);
 *             capacity = needed;
 *             buffer = (uint8_t *)malloc(capacity);
 *         } else if (status < 0) {
 *             fail("next");
 *             break;
 *         }
 *     }
 *     free(buffer);
 *     exoport_run_close(run);
 *     return status == EXOPORT_DONE ? 0 : 1;
 * }
 * ---- end of example.c ----
 */


#ifndef EXOPORT_H
#define EXOPORT_H

#include <stdint.h>

// The longest text that is taken, in bytes.
#define EXOPORT_MAX_TEXT 1048576

// The most runs that can be open at the same time.
#define EXOPORT_MAX_RUNS 1024

// The version of this ABI: of the functions, of the statuses and of the meaning of their
// arguments. A program compares it with exoport_abi_version() before anything else. New functions
// and new keys in the JSON texts do not change it.
#define EXOPORT_ABI_VERSION 1

// Success.
#define EXOPORT_OK 0

// exoport_run_next: at least one record was written. The same number as EXOPORT_OK.
#define EXOPORT_RECORD 0

// Timeout: no record is complete yet (exoport_run_next) or there is no room yet
// (exoport_run_push: nothing was taken; take records, then push the same target again).
#define EXOPORT_PENDING 1

// exoport_run_next: every record was taken and no more will come.
#define EXOPORT_DONE 2

// A required pointer is NULL, a text is not UTF-8 or is longer than EXOPORT_MAX_TEXT bytes, or a
// number is not valid for the function.
#define EXOPORT_BAD_ARGUMENT -1

// The run is not open: never started, closed already, or closed while the call was waiting.
#define EXOPORT_BAD_HANDLE -2

// The buffer is too small. Nothing was written and nothing is lost: call again with *needed bytes.
#define EXOPORT_BUFFER_TOO_SMALL -3

// The configuration is not one JSON object, or has an unknown key or a value of the wrong type or
// out of range.
#define EXOPORT_BAD_CONFIG -4

// The target is not one JSON object, or cannot be probed.
#define EXOPORT_BAD_TARGET -5

// The question is not one JSON object, or asks for something unknown.
#define EXOPORT_BAD_QUERY -6

// The run takes no more targets: it was finished or cancelled.
#define EXOPORT_FINISHED -7

// EXOPORT_MAX_RUNS runs are open. Close one.
#define EXOPORT_TOO_MANY_RUNS -8

// An internal error, no threads available, or no access to the files of a watch; the last error says
// which. Other runs continue.
#define EXOPORT_INTERNAL -9

// exoport_run_start: another watch uses the state, in this process or another one.
#define EXOPORT_BUSY -10

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The version of the ABI that the library speaks; compare it with EXOPORT_ABI_VERSION.
uint32_t exoport_abi_version(void);

// The version of the library, for example "0.1.0".
int32_t exoport_version(uint8_t *buffer, uint32_t capacity, uint32_t *needed);

// The name of a status without its prefix, for example "BAD_HANDLE" for -2 ("OK" for 0).
// EXOPORT_BAD_ARGUMENT for a number that is no status. Does not clear the last error.
int32_t exoport_status_name(int32_t status,
                            uint8_t *buffer,
                            uint32_t capacity,
                            uint32_t *needed);

// Why the last call on this thread failed, as one line for a person: what is wrong, where, and
// what to do; about 2000 characters at most, no control characters. Empty when it did not fail. Asking for
// it or for a status's name keeps it.
int32_t exoport_last_error(uint8_t *buffer,
                           uint32_t capacity,
                           uint32_t *needed);

// Answers a question with one JSON object, at once and without the network, but for one question.
//
// question: one JSON object: {"query":"services"}, {"query":"instances"},
// {"query":"default-hosts","instance":"Worldwide"}, {"query":"outcomes"}, {"query":"schema"} (the
// JSON Schema of a record; with "of": "check", "domain", "visitor", "explanation" or "watch" of that),
// {"query":"expand","target":{...}} (what a target stands for, without probing it), {"query":"firewall","instance":"Worldwide","services":["submission"],
// "direction":"both","format":"nftables"} (rules, see docs/firewall.md), {"query":"endpoints","instance":"Worldwide","service":"imap",
// "service_area":"Exchange","port":993,"required":false,"category":"allow"} (endpoint sets, see
// docs/endpoints.md; every key may be left out), {"query":"explain","text":"..."} (the codes in a text
// and what they mean, see docs/errors.md), {"query":"diagnose","record":{...}} (a record of a probe, or a report
// of a check or domain, judged again), {"query":"replay","path":"/absolute/path"} or {"query":"replay",
// "text":"..."} (all of a file or text, see docs/c-abi.md), {"query":"endpoints-changes","instance":"Worldwide"}
// (what changed since the sets were reviewed last), {"query":"endpoints-reviewed","instance":
// "Worldwide","version":"2026110200"} (remembers them as reviewed), {"query":"data-folder","path":
// "/absolute/path"} (chooses the per-user data folder for this process, "" lets the environment choose
// again; without "path" it only answers with the folder).
//
// {"query":"endpoints-update","instance":"Worldwide","force":false,"timeout_ms":30000} fetches newer
// endpoint sets from Microsoft's web service. It blocks for as long as timeout_ms allows (1 to 600000)
// and wants a buffer of 16384 bytes: with less it does nothing but say so (EXOPORT_BUFFER_TOO_SMALL).
//
// EXOPORT_BAD_QUERY, EXOPORT_BAD_TARGET.
int32_t exoport_query(const uint8_t *question,
                      uint32_t question_length,
                      uint8_t *buffer,
                      uint32_t capacity,
                      uint32_t *needed);

// Starts a run that probes nothing yet and writes its handle to *run.
//
// config: one JSON object, see docs/c-abi.md; length 0 means all defaults. {"listen":{...}} starts a
// listener instead: it takes no targets, and its records are its visitors (docs/listen.md).
// {"watch":{...}} starts a watch: it takes no targets, and its records are what changes
// (docs/watch.md). The run must be closed with exoport_run_close. EXOPORT_BAD_CONFIG,
// EXOPORT_TOO_MANY_RUNS, EXOPORT_BUSY.
int32_t exoport_run_start(const uint8_t *config,
                          uint32_t config_length,
                          uint64_t *run);

// Adds one target and waits for room at most timeout_ms milliseconds (0: does not wait).
//
// target: one JSON object, see docs/c-abi.md. A target may stand for several probes ({} stands for
// every default service); each gives one record, and all of them are added or none. An object with
// the key "job" is that job instead (such as {"job":"check"}) and gives one report. EXOPORT_OK;
// EXOPORT_PENDING when there was no room: nothing was taken, take records and push it again;
// EXOPORT_BAD_TARGET: the run goes on without it; EXOPORT_FINISHED.
int32_t exoport_run_push(uint64_t run,
                         const uint8_t *target,
                         uint32_t target_length,
                         uint32_t timeout_ms);

// Says that no more targets will come, so that exoport_run_next can say EXOPORT_DONE after the last
// record. Harmless when repeated.
int32_t exoport_run_finish(uint64_t run);

// Takes records as they complete and waits for the first at most timeout_ms milliseconds (0: does
// not wait).
//
// Writes as many whole records as are ready and fit, each as one line of JSON and a line feed;
// *count says how many, *needed how many bytes. Records come in the order in which they complete;
// "id" says which target they belong to: it counts the probes from 0 in the order of the pushes.
// EXOPORT_RECORD; EXOPORT_PENDING; EXOPORT_DONE; EXOPORT_BUFFER_TOO_SMALL when the next record does
// not fit: it stays, and *needed says how many bytes it has.
int32_t exoport_run_next(uint64_t run,
                         uint8_t *buffer,
                         uint32_t capacity,
                         uint32_t *needed,
                         uint32_t *count,
                         uint32_t timeout_ms);

// Stops every probe of the run at once and closes its connections. Records that are complete can
// still be taken; then exoport_run_next says EXOPORT_DONE. Wakes every call that waits in this run.
// Harmless when repeated.
int32_t exoport_run_cancel(uint64_t run);

// Cancels the run and frees everything of it; the handle is stale from now on. Never waits for the
// network. Calls that wait in this run on other threads return EXOPORT_BAD_HANDLE. A second close is
// EXOPORT_BAD_HANDLE and harmless.
int32_t exoport_run_close(uint64_t run);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* EXOPORT_H */
