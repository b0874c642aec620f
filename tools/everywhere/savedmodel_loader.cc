// Load a version of a model and replay requests, as TensorFlow Serving does, without the server:
// TensorFlow's own SavedModel loader, and each request through the signature that it names.
//
//   savedmodel_loader VERSION REQUESTS RESPONSES
//
// prints each signature with its inputs and outputs. REQUESTS is a TFRecord of PredictionLogs, as
// assets.extra/tf_serving_warmup_requests is; RESPONSES becomes one of PredictResponses. What
// cannot be loaded or run ends it with 1, as it keeps the server from serving the version.
//
// It is built with what Python's package of TensorFlow holds, as tests/exporting/test_serving.py
// does where g++ is:
//
//   flags() { python -c "import tensorflow as tf; print(*tf.sysconfig.get_$1_flags())"; }
//   g++ -w savedmodel_loader.cc $(flags compile) -Wl,--no-as-needed $(flags link) \
//       -l:libtensorflow_cc.so.2 -Wl,-rpath,LIBRARIES -o savedmodel_loader
//
// LIBRARIES being what follows -L in the latter. Without --no-as-needed no sessions are registered.
//
// TensorFlow's library lacks the classes of the server's messages. Their fields are read and
// written by the numbers that tensorflow_serving/apis/*.proto give them; what they hold, the
// TensorProtos, is read and written by TensorFlow.
#include <google/protobuf/unknown_field_set.h>
#include <tensorflow/cc/saved_model/loader.h>
#include <tensorflow/core/framework/tensor.h>
#include <tensorflow/core/framework/tensor.pb.h>
#include <tensorflow/core/lib/io/record_reader.h>
#include <tensorflow/core/lib/io/record_writer.h>
#include <tensorflow/core/platform/env.h>
#include <tensorflow/core/public/session_options.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tf = tensorflow;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

namespace {

void Stop(const std::string& reason) {
  std::cerr << reason << std::endl;
  std::exit(1);
}

void Check(const absl::Status& status, const std::string& what) {
  if (!status.ok()) Stop(what + ": " + status.ToString());
}

// What a message has in one of its fields of messages or strings.
std::vector<std::string> All(const std::string& message, int field) {
  UnknownFieldSet fields;
  if (!fields.ParseFromArray(message.data(), message.size())) Stop("A record is no message.");
  std::vector<std::string> found;
  for (int i = 0; i < fields.field_count(); ++i) {
    const UnknownField& one = fields.field(i);
    if (one.number() == field && one.type() == UnknownField::TYPE_LENGTH_DELIMITED) {
      found.emplace_back(one.length_delimited());
    }
  }
  return found;
}

std::string Only(const std::string& message, int field) {
  const std::vector<std::string> found = All(message, field);
  if (found.size() != 1) Stop("A record lacks field " + std::to_string(field) + ".");
  return found.front();
}

std::string Serialized(const UnknownFieldSet& fields) {
  std::string bytes;
  if (!fields.SerializeToString(&bytes)) Stop("A response cannot be written.");
  return bytes;
}

void Add(UnknownFieldSet* message, int field, const std::string& bytes) {
  message->AddLengthDelimited(field, absl::string_view(bytes));
}

tf::Tensor TensorOf(const std::string& bytes) {
  tf::TensorProto proto;
  tf::Tensor tensor;
  if (!proto.ParseFromString(bytes) || !tensor.FromProto(proto)) Stop("A record has no tensor.");
  return tensor;
}

// The PredictResponse to a PredictionLog.
std::string Response(const tf::SavedModelBundle& bundle, const std::string& record) {
  const std::string request = Only(Only(record, 6), 1);  // predict_log.request
  const std::string name = Only(Only(request, 1), 3);    // model_spec.signature_name
  const auto signature = bundle.GetSignatures().find(name);
  if (signature == bundle.GetSignatures().end()) Stop("There is no signature " + name + ".");

  std::vector<std::pair<std::string, tf::Tensor>> inputs;
  for (const std::string& entry : All(request, 2)) {  // inputs, a map of 1 to 2
    const auto input = signature->second.inputs().find(Only(entry, 1));
    if (input == signature->second.inputs().end()) Stop(name + " has no " + Only(entry, 1) + ".");
    inputs.emplace_back(input->second.name(), TensorOf(Only(entry, 2)));
  }
  std::vector<std::string> wanted;
  for (const auto& output : signature->second.outputs()) wanted.push_back(output.second.name());
  std::vector<tf::Tensor> outputs;
  Check(bundle.GetSession()->Run(inputs, wanted, {}, &outputs), name);

  UnknownFieldSet response;
  size_t i = 0;
  for (const auto& output : signature->second.outputs()) {
    tf::TensorProto tensor;
    outputs[i++].AsProtoField(&tensor);
    UnknownFieldSet entry;  // of outputs, a map of 1 to 2
    Add(&entry, 1, output.first);
    Add(&entry, 2, tensor.SerializeAsString());
    Add(&response, 1, Serialized(entry));
  }
  return Serialized(response);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) Stop("savedmodel_loader VERSION REQUESTS RESPONSES");
  tf::SavedModelBundle bundle;
  Check(tf::LoadSavedModel({}, {}, arguments[1], {"serve"}, &bundle), arguments[1]);
  for (const auto& signature : bundle.GetSignatures()) {
    std::cout << signature.first << ":";
    for (const auto& input : signature.second.inputs()) std::cout << " " << input.first;
    std::cout << " ->";
    for (const auto& output : signature.second.outputs()) std::cout << " " << output.first;
    std::cout << "\n";
  }

  std::unique_ptr<tf::RandomAccessFile> requests;
  std::unique_ptr<tf::WritableFile> responses;
  Check(tf::Env::Default()->NewRandomAccessFile(arguments[2], &requests), arguments[2]);
  Check(tf::Env::Default()->NewWritableFile(arguments[3], &responses), arguments[3]);
  tf::io::SequentialRecordReader reader(requests.get());
  tf::io::RecordWriter writer(responses.get());
  tf::tstring record;
  absl::Status status;
  while ((status = reader.ReadRecord(&record)).ok()) {
    Check(writer.WriteRecord(Response(bundle, record)), arguments[3]);
  }
  if (!absl::IsOutOfRange(status)) Stop(status.ToString());
  Check(writer.Close(), arguments[3]);
  Check(responses->Close(), arguments[3]);
}
