#!/usr/bin/env python3
"""Makes coads.zarr, the sample of this folder, from the COADS climatology as NetCDF.

    make-samples.py coads_climatology.cdf [DESTINATION]

Needs zarr 3, xarray and netCDF4 (Scripts/setup --peers makes such an environment in .build-peers/v3).
"""

import pathlib
import shutil
import sys

import numcodecs
import numpy as np
import xarray as xr
import zarr

VARIABLES = ["SST", "AIRT"]
CHUNKS = (6, 45, 180)


def main() -> None:
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source = sys.argv[1]
    folder = pathlib.Path(sys.argv[2] if len(sys.argv) == 3 else pathlib.Path(__file__).parent)
    destination = folder / "coads.zarr"
    if destination.exists():
        shutil.rmtree(destination)

    with xr.open_dataset(source, decode_times=False) as dataset:
        dataset = dataset[VARIABLES].load()
    for name in list(dataset.variables):
        # What described the NetCDF file (its chunking, its missing value) does not describe this copy.
        dataset[name].encoding = {}
        dataset[name].attrs.pop("missing_value", None)

    compressor = numcodecs.Blosc(cname="lz4", clevel=5, shuffle=numcodecs.Blosc.SHUFFLE)
    encoding = {
        name: {"chunks": CHUNKS, "compressors": (compressor,), "_FillValue": np.float32("nan")} for name in VARIABLES
    }
    encoding |= {name: {"compressors": None} for name in dataset.coords}
    dataset.to_zarr(destination, mode="w", encoding=encoding, zarr_format=2, consolidated=True)

    copy = xr.open_zarr(destination, decode_times=False)
    for name in dataset.variables:
        np.testing.assert_array_equal(copy[name].values, dataset[name].values)
    size = sum(file.stat().st_size for file in destination.rglob("*") if file.is_file())
    print(f"{destination}: {size} bytes, zarr {zarr.__version__}, xarray {xr.__version__}")
    if size > 1_000_000:
        sys.exit("The samples have to stay under 1 MB in all.")


main()
