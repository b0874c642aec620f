"""TensorFlow's operations that compute from their inputs and variables, and reach nothing else.

A list of what is allowed, for one of what is not would let pass what TensorFlow will add. Left out
is what reads or writes files and addresses (`ReadFile`, `WriteFile`, `MatchingFiles`, `PrintV2`,
`ImmutableConst`, tables and vocabularies from files, summaries, records, data sets), what runs
Python, other processes and compiled programs (`PyFunc`, `RemoteCall`, `XlaCallModule`), what is
shared with others (queues, barriers, staging, sessions), and what is trained with.
"""

_CONTROL = """
Assert Case CheckNumerics CheckNumericsV2 Const ControlTrigger DisableCopyOnRead EnsureShape Enter
Exit FakeParam GuaranteeConst Identity IdentityN If LoopCond Merge NextIteration NoOp
PartitionedCall Placeholder PlaceholderWithDefault PreventGradient StatefulPartitionedCall
StatelessCase StatelessIf StatelessWhile StopGradient Switch While
"""

_VARIABLES = """
AssignAddVariableOp AssignSubVariableOp AssignVariableOp ReadVariableOp ResourceGather
ResourceGatherNd ResourceScatterAdd ResourceScatterNdUpdate ResourceScatterUpdate VarHandleOp
VarIsInitializedOp VariableShape
"""

_NUMBERS = """
Abs AccumulateNV2 Acos Acosh Add AddN AddV2 Angle ApproximateEqual Asin Asinh Atan Atan2 Atanh
BesselI0 BesselI0e BesselI1 BesselI1e BesselJ0 BesselJ1 BesselK0 BesselK0e BesselK1 BesselK1e
BesselY0 BesselY1 Betainc Bitcast BitwiseAnd BitwiseOr BitwiseXor Cast Ceil ClipByValue Complex
ComplexAbs Conj Cos Cosh Dawsn Digamma Div DivNoNan Equal Erf Erfc Erfinv Exp Expint Expm1 Floor
FloorDiv FloorMod FresnelCos FresnelSin Greater GreaterEqual Igamma IgammaGradA Igammac Imag Inv
Invert IsFinite IsInf IsNan LeftShift Less LessEqual Lgamma Log Log1p LogicalAnd LogicalNot
LogicalOr Maximum Minimum Mod Mul MulNoNan Ndtri Neg NextAfter NotEqual Polygamma PopulationCount
Pow RandomGammaGrad Real RealDiv Reciprocal RightShift Rint Round Rsqrt Select SelectV2 Sign Sin
Sinh Spence Sqrt Square SquaredDifference Sub Tan Tanh ToBool TruncateDiv TruncateMod Xdivy Xlog1py
Xlogy Zeta
"""

_ARRAYS = """
All Any ArgMax ArgMin BatchToSpace BatchToSpaceND Bincount BroadcastArgs BroadcastGradientArgs
BroadcastTo Bucketize Concat ConcatOffset ConcatV2 Cross Cumprod Cumsum CumulativeLogsumexp
DataFormatDimMap DataFormatVecPermute DenseBincount DepthToSpace Diag DiagPart DynamicPartition
DynamicStitch Empty EuclideanNorm ExpandDims Fill Gather GatherNd GatherV2 HistogramFixedWidth
InTopK InTopKV2 InplaceAdd InplaceSub InplaceUpdate InvertPermutation LinSpace ListDiff LowerBound
MatrixBandPart MatrixDiag MatrixDiagPart MatrixDiagPartV2 MatrixDiagPartV3 MatrixDiagV2 MatrixDiagV3
MatrixSetDiag MatrixSetDiagV2 MatrixSetDiagV3 Max Mean Min MirrorPad NthElement OneHot OnesLike Pack
Pad PadV2 ParallelConcat ParallelDynamicStitch Prod Range Rank Reshape Reverse ReverseSequence
ReverseV2 Roll ScatterNd SegmentMax SegmentMaxV2 SegmentMean SegmentMin SegmentMinV2 SegmentProd
SegmentProdV2 SegmentSum SegmentSumV2 Shape ShapeN Size Slice SpaceToBatch SpaceToBatchND
SpaceToDepth SparseSegmentMean SparseSegmentSqrtN SparseSegmentSum SparseToDense Split SplitV
Squeeze StridedSlice Sum TensorScatterAdd TensorScatterMax TensorScatterMin TensorScatterSub
TensorScatterUpdate TensorStridedSliceUpdate Tile TopK TopKV2 Transpose Unique UniqueV2
UniqueWithCounts UniqueWithCountsV2 Unpack UnravelIndex UnsortedSegmentMax UnsortedSegmentMin
UnsortedSegmentProd UnsortedSegmentSum UpperBound Where ZerosLike
"""

_LISTS = """
EmptyTensorList TensorArrayCloseV3 TensorArrayConcatV3 TensorArrayGatherV3 TensorArrayReadV3
TensorArrayScatterV3 TensorArraySizeV3 TensorArraySplitV3 TensorArrayV3 TensorArrayWriteV3
TensorListConcat TensorListConcatLists TensorListConcatV2 TensorListElementShape
TensorListFromTensor TensorListGather TensorListGetItem TensorListLength TensorListPopBack
TensorListPushBack TensorListPushBackBatch TensorListReserve TensorListResize TensorListScatter
TensorListScatterIntoExistingList TensorListScatterV2 TensorListSetItem TensorListSplit
TensorListStack
"""

_MATRICES = """
BandedTriangularSolve BatchMatMul BatchMatMulV2 BatchMatMulV3 Cholesky CholeskyGrad
ConjugateTranspose Eig Einsum FFT FFT2D FFT3D FFTND IFFT IFFT2D IFFT3D IFFTND IRFFT IRFFT2D IRFFT3D
IRFFTND LogMatrixDeterminant Lu MatMul MatrixDeterminant MatrixExponential MatrixInverse
MatrixLogarithm MatrixSolve MatrixSolveLs MatrixSquareRoot MatrixTriangularSolve Qr RFFT RFFT2D
RFFT3D RFFTND SelfAdjointEigV2 SparseTensorDenseMatMul Svd TridiagonalMatMul TridiagonalSolve
"""

# With the gradients that a network's own output may be made of, as scores are.
_NETWORKS = """
AvgPool AvgPool3D AvgPool3DGrad AvgPoolGrad BiasAdd BiasAddGrad BiasAddV1 Conv Conv2D
Conv2DBackpropFilter Conv2DBackpropFilterV2 Conv2DBackpropInput Conv2DBackpropInputV2 Conv3D
Conv3DBackpropFilterV2 Conv3DBackpropInputV2 CudnnRNN CudnnRNNCanonicalToParams
CudnnRNNCanonicalToParamsV2 CudnnRNNParamsSize CudnnRNNV2 CudnnRNNV3 DepthwiseConv2dNative
DepthwiseConv2dNativeBackpropFilter DepthwiseConv2dNativeBackpropInput Dilation2D
Dilation2DBackpropFilter Dilation2DBackpropInput Elu EluGrad FakeQuantWithMinMaxArgs
FakeQuantWithMinMaxVars FakeQuantWithMinMaxVarsPerChannel FractionalAvgPool FractionalMaxPool
FusedBatchNorm FusedBatchNormGradV3 FusedBatchNormV2 FusedBatchNormV3 L2Loss LRN LRNGrad LeakyRelu
LeakyReluGrad LogSoftmax MaxPool MaxPool3D MaxPool3DGrad MaxPoolGrad MaxPoolGradV2 MaxPoolV2
MaxPoolWithArgmax MirrorPadGrad ReciprocalGrad Relu Relu6 Relu6Grad ReluGrad RsqrtGrad Selu SeluGrad
Sigmoid SigmoidGrad Softmax SoftmaxCrossEntropyWithLogits Softplus SoftplusGrad Softsign
SoftsignGrad SparseSoftmaxCrossEntropyWithLogits SqrtGrad StridedSliceGrad TanhGrad
"""

_IMAGES = """
AdjustContrast AdjustContrastv2 AdjustHue AdjustSaturation CropAndResize DecodeAndCropJpeg DecodeBmp
DecodeGif DecodeImage DecodeJpeg DecodePng EncodeJpeg EncodePng ExtractGlimpse ExtractImagePatches
ExtractJpegShape ExtractVolumePatches HSVToRGB ImageProjectiveTransformV2 ImageProjectiveTransformV3
NonMaxSuppression NonMaxSuppressionV2 NonMaxSuppressionV3 RGBToHSV ResizeArea ResizeBicubic
ResizeBicubicGrad ResizeBilinear ResizeBilinearGrad ResizeNearestNeighbor ResizeNearestNeighborGrad
ScaleAndTranslate ScaleAndTranslateGrad
"""

_RANDOMNESS = """
Multinomial RandomGamma RandomIndexShuffle RandomPoisson RandomPoissonV2 RandomShuffle
RandomStandardNormal RandomUniform RandomUniformInt RngReadAndSkip RngSkip StatefulStandardNormalV2
StatefulTruncatedNormal StatefulUniform StatefulUniformFullInt StatefulUniformInt
StatelessMultinomial StatelessParameterizedTruncatedNormal StatelessRandomBinomial
StatelessRandomGammaV2 StatelessRandomGammaV3 StatelessRandomGetAlg StatelessRandomGetKeyCounter
StatelessRandomGetKeyCounterAlg StatelessRandomNormal StatelessRandomNormalV2 StatelessRandomPoisson
StatelessRandomUniform StatelessRandomUniformFullInt StatelessRandomUniformFullIntV2
StatelessRandomUniformInt StatelessRandomUniformIntV2 StatelessRandomUniformV2 StatelessShuffle
StatelessTruncatedNormal StatelessTruncatedNormalV2 TruncatedNormal
"""

_TEXT = """
AsString DecodeBase64 DecodeRaw EncodeBase64 ReduceJoin RegexFullMatch ShardedFilename
StaticRegexFullMatch StringFormat StringJoin StringLength StringToHashBucketFast StringToNumber
Substr
"""

ALLOWED = frozenset(
    " ".join(
        (
            _CONTROL,
            _VARIABLES,
            _NUMBERS,
            _ARRAYS,
            _LISTS,
            _MATRICES,
            _NETWORKS,
            _IMAGES,
            _RANDOMNESS,
            _TEXT,
        )
    ).split()
)

# What TensorFlow's saver writes and reads variables by. They stand in every SavedModel, where
# nothing but the saver calls them.
SAVING = frozenset({"MergeV2Checkpoints", "SaveV2"})
RESTORING = frozenset({"RestoreV2"})
