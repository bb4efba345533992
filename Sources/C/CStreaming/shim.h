// Stores that go around the caches, which Swift cannot say itself.
#pragma once

#include <stddef.h>

typedef unsigned char zarr_vector __attribute__((vector_size(16)));
typedef unsigned char zarr_loose_vector __attribute__((vector_size(16), aligned(1)));

// Copies whole lines of 64 bytes to `destination`, which is aligned to 64.
static inline void zarr_stream_lines(void *_Nonnull destination, const void *_Nonnull source, size_t lines) {
    zarr_vector *to = (zarr_vector *)destination;
    const zarr_loose_vector *from = (const zarr_loose_vector *)source;
    for (size_t vector = 0; vector < 4 * lines; vector += 4) {
        zarr_vector a = from[vector], b = from[vector + 1], c = from[vector + 2], d = from[vector + 3];
#if defined(__clang__)
        __builtin_nontemporal_store(a, to + vector);
        __builtin_nontemporal_store(b, to + vector + 1);
        __builtin_nontemporal_store(c, to + vector + 2);
        __builtin_nontemporal_store(d, to + vector + 3);
#else
        to[vector] = a, to[vector + 1] = b, to[vector + 2] = c, to[vector + 3] = d;
#endif
    }
}

// Orders such stores before what the thread does next: on x86 no other instruction of ours would.
static inline void zarr_stream_fence(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_sfence();
#endif
}
