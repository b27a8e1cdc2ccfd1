#include "backends/null_script.h"

namespace tlsbench {
namespace {

constexpr std::uint8_t kChangeCipherSpec = 20;
constexpr std::uint8_t kHandshake = 22;
constexpr std::size_t kRandomBytes = 32;

void AppendU16(Buffer& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

void Append(Buffer& out, const Buffer& bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

Buffer Zeros(std::size_t count) { return Buffer(count, 0); }

Buffer Record(std::uint8_t type, const Buffer& body) {
  Buffer record = {type, 3, 3};
  AppendU16(record, body.size());
  Append(record, body);
  return record;
}

Buffer Message(std::uint8_t type, const Buffer& body) {
  Buffer message = {type, 0};
  AppendU16(message, body.size());
  Append(message, body);
  return message;
}

// Appends a record that looks encrypted and ends in its inner content type, as a TLS 1.3 plaintext does before
// encryption.
Buffer Sealed(std::uint8_t inner_type, std::size_t message_bytes) {
  Buffer body = Zeros(message_bytes + 16);
  body.push_back(inner_type);
  return Record(kApplicationData, body);
}

Buffer Extension(std::uint16_t type, const Buffer& body) {
  Buffer extension;
  AppendU16(extension, type);
  AppendU16(extension, body.size());
  Append(extension, body);
  return extension;
}

Buffer Hello(std::uint8_t type, std::uint16_t suite, const Buffer& extensions) {
  Buffer body = {3, 3};
  Append(body, Zeros(kRandomBytes));
  body.push_back(32);  // session ID
  Append(body, Zeros(32));
  if (type == 1) {
    AppendU16(body, 2);  // one suite
  }
  AppendU16(body, suite);
  if (type == 1) {
    body.push_back(1);
  }
  body.push_back(0);  // compression
  AppendU16(body, extensions.size());
  Append(body, extensions);
  return Record(kHandshake, Message(type, body));
}

Buffer ChangeAndFinish() {
  Buffer flight = Record(kChangeCipherSpec, {1});
  Append(flight, Record(kHandshake, Zeros(40)));
  return flight;
}

Buffer KeyShare(bool client) {
  Buffer entry;
  AppendU16(entry, kX25519);
  AppendU16(entry, 32);
  Append(entry, Zeros(32));
  Buffer body;
  if (client) {
    AppendU16(body, entry.size());
  }
  Append(body, entry);
  return Extension(51, body);
}

}  // namespace

NullScript Tls12Script(std::uint16_t suite) {
  NullScript script;
  script.client_hello[0] = Hello(1, suite, Extension(35, {}));
  script.client_hello[1] = Hello(1, suite, Extension(35, Zeros(192)));
  script.server_flight[0] = Hello(2, suite, Extension(35, {}));
  Append(script.server_flight[0], Record(kHandshake, Message(11, Zeros(889))));
  Buffer key_exchange = {3, 0, kX25519};  // named_curve x25519 (RFC 8422, section 5.4)
  Append(key_exchange, Zeros(107));
  Append(script.server_flight[0], Record(kHandshake, Message(12, key_exchange)));
  Append(script.server_flight[0], Record(kHandshake, Message(14, {})));
  script.client_finish[0] = Record(kHandshake, Message(16, Zeros(33)));
  Append(script.client_finish[0], ChangeAndFinish());
  script.server_finish[0] = Record(kHandshake, Message(4, Zeros(198)));
  Append(script.server_finish[0], ChangeAndFinish());
  script.server_flight[1] = Hello(2, suite, {});
  Append(script.server_flight[1], ChangeAndFinish());
  script.client_finish[1] = ChangeAndFinish();
  return script;
}

NullScript Tls13Script(std::uint16_t suite, unsigned tickets) {
  NullScript script;
  Buffer offered = Extension(43, {2, 3, 4});
  Append(offered, KeyShare(true));
  Buffer answer = Extension(43, {3, 4});
  Append(answer, KeyShare(false));
  script.client_hello[0] = Hello(1, suite, offered);
  script.server_flight[0] = Hello(2, suite, answer);
  Append(script.server_flight[0], Record(kChangeCipherSpec, {1}));
  for (const std::size_t message : {25, 898, 79, 36}) {  // EncryptedExtensions to Finished
    Append(script.server_flight[0], Sealed(kHandshake, message));
  }
  Append(offered, Extension(41, Zeros(250)));
  Append(answer, Extension(41, {0, 0}));
  script.client_hello[1] = Hello(1, suite, offered);
  script.server_flight[1] = Hello(2, suite, answer);
  Append(script.server_flight[1], Record(kChangeCipherSpec, {1}));
  Append(script.server_flight[1], Sealed(kHandshake, 25));
  Append(script.server_flight[1], Sealed(kHandshake, 36));
  for (int resumed = 0; resumed < 2; ++resumed) {
    script.client_finish[resumed] = Record(kChangeCipherSpec, {1});
    Append(script.client_finish[resumed], Sealed(kHandshake, 36));
    for (unsigned i = 0; i < tickets; ++i) {
      Append(script.server_finish[resumed], Sealed(kHandshake, 233));
    }
  }
  return script;
}

}  // namespace tlsbench
