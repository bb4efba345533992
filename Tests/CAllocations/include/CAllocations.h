#ifndef ZARR_ALLOCATIONS_H
#define ZARR_ALLOCATIONS_H

/// How often the calling thread has asked for memory since it began; -1 where nobody counts.
long zarr_allocation_count(void);

#endif
