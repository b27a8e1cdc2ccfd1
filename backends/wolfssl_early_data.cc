// Sends and reads early data of wolfSSL's connections: the library has its own rules for when it may be sent and read.

#include <array>

#include "backends/wolfssl_connection.h"
#include "bench/wire/byte_reader.h"

namespace tlsbench {
namespace {

// Returns whether a ClientHello, with its header, has the extension early_data (RFC 9846, sections 4.1.2 and 4.3.10).
bool OffersEarlyData(Bytes hello) {
  constexpr std::size_t kBeforeSessionId = 4 + 2 + 32;  // message header, version, random
  constexpr std::uint16_t kEarlyData = 42;
  ByteReader reader(hello);
  reader.Take(kBeforeSessionId);
  reader.Vector8();   // session ID
  reader.Vector16();  // cipher suites
  reader.Vector8();   // compression methods
  ByteReader extensions(reader.Vector16());
  while (!extensions.empty()) {
    if (extensions.U16() == kEarlyData) {
      return true;
    }
    extensions.Vector16();
  }
  return false;
}

}  // namespace

// Sends the ClientHello and the early data after it. Returns a wolfSSL status.
int WolfsslConnection::SendEarlyData() {
#ifdef WOLFSSL_EARLY_DATA
  while (!early_data_.empty()) {
    int written = 0;
    const int size = static_cast<int>(early_data_.size());
    const int result = wolfSSL_write_early_data(ssl_.get(), early_data_.data(), size, &written);
    if (result <= 0 || written <= 0) {
      return WOLFSSL_FATAL_ERROR;
    }
    has_early_data_ = true;
    early_data_ = early_data_.subspan(static_cast<std::size_t>(written));
  }
#endif
  return WOLFSSL_SUCCESS;
}

// Runs the handshake up to the server's first flight, then reads all early data that is there. Returns a wolfSSL
// status.
int WolfsslConnection::TakeEarlyData([[maybe_unused]] Buffer& plaintext) {
  reads_early_data_ = false;
#ifdef WOLFSSL_EARLY_DATA
  std::array<std::uint8_t, kMaxPlaintext> chunk;
  int count = 0;
  int result = 0;
  while ((result = wolfSSL_read_early_data(ssl_.get(), chunk.data(), static_cast<int>(chunk.size()), &count)) > 0 &&
         count > 0) {
    has_early_data_ = has_early_data_ || wolfSSL_is_init_finished(ssl_.get()) != 1;
    plaintext.insert(plaintext.end(), chunk.data(), chunk.data() + count);
  }
  reads_early_data_ = result < 0 && wolfSSL_get_error(ssl_.get(), result) == WOLFSSL_ERROR_WANT_READ;
  return result < 0 ? result : WOLFSSL_SUCCESS;
#else
  return WOLFSSL_SUCCESS;
#endif
}

// Keeps the first record until it is whole, and returns whether it is. The library has to be asked for early data
// before it has read the ClientHello. If there is no early data it then fails, since it forgets that with each call
// (source 5.7.2, wolfSSL_read_early_data).
bool WolfsslConnection::LookForEarlyData() {
  constexpr std::size_t kRecordHeader = 5;
  hello_.insert(hello_.end(), in_.begin(), in_.end());
  in_ = {};
  if (hello_.size() < kRecordHeader || hello_.size() - kRecordHeader < ByteReader(Bytes(hello_).subspan(3)).U16()) {
    return false;
  }
  looks_for_early_data_ = false;
  reads_early_data_ = OffersEarlyData(Bytes(hello_).subspan(kRecordHeader));
  in_ = hello_;
  return true;
}

// Until its first write an older version counts all that it receives as early data, and fails above a limit (source
// 5.5.4, DoApplicationData). A write of 0 bytes sends nothing.
void WolfsslConnection::EndEarlyData() {
  if (has_early_data_ && !kAnswersEarlyData) {
    wolfSSL_write(ssl_.get(), "", 0);
  }
}

// Version 4 does not report this to a client, but it sends an EndOfEarlyData only if its data was accepted.
bool WolfsslConnection::EarlyDataAccepted() const {
#ifndef WOLFSSL_EARLY_DATA
  return false;
#elif defined(TLSBENCH_WOLFSSL_4)
  return has_early_data_ && (settings_.role == Role::kServer || sent_end_of_early_data_);
#else
  return has_early_data_ && wolfSSL_get_early_data_status(ssl_.get()) == WOLFSSL_EARLY_DATA_ACCEPTED;
#endif
}

}  // namespace tlsbench
