/* Makes the thread sanitizer see the locks of Synchronization.Mutex on Linux; Scripts/sanitize loads it before all other
   libraries (LD_PRELOAD).

   Such a lock is one number. Where nobody waits, it is taken and given back by atomics that are compiled into our code, which
   the sanitizer follows. Where somebody waits, Swift's library has the kernel write the number of the next owner (futex with
   priority inheritance): no code that the sanitizer knows shows that what one thread did before is what the next one sees, and
   each access under the lock looks like a race. These functions go before the three of the library and say it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Programs without the sanitizer have none of them. */
extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

/* The names that the compiler gives to the methods of Synchronization._MutexHandle; Scripts/sanitize checks that the library
   of this toolchain has them. */
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

static void *library(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (function == NULL) {
        fprintf(stderr, "Tests/Sanitizers/SeenMutex.c: Synchronization has no %s\n", name);
        abort();
    }
    return function;
}

SWIFT void zarr_lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void zarr_lock(uint32_t thread, SELF) {
    ((SWIFT void (*)(uint32_t, SELF))library(LOCK))(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT bool zarr_try_lock(SELF) __asm__(TRY_LOCK);
SWIFT bool zarr_try_lock(SELF) {
    bool isTaken = ((SWIFT bool (*)(SELF))library(TRY_LOCK))(self);
    if (isTaken && __tsan_acquire) __tsan_acquire(self);
    return isTaken;
}

SWIFT void zarr_unlock(SELF) __asm__(UNLOCK);
SWIFT void zarr_unlock(SELF) {
    if (__tsan_release) __tsan_release(self);
    ((SWIFT void (*)(SELF))library(UNLOCK))(self);
}
