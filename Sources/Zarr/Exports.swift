// Whoever imports Zarr also sees the types that its interface is made of.
@_exported public import ZarrBase
@_exported public import ZarrCodecs
@_exported public import ZarrFormats
@_exported public import ZarrIndexing
@_exported public import ZarrStorage
