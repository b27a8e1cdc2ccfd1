#include "bench/wire/records.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

namespace tlsbench {
namespace {

constexpr std::size_t kRecordHeader = 5;
constexpr std::uint8_t kChangeCipherSpec = 20;
constexpr std::uint8_t kApplicationData = 23;

}  // namespace

std::size_t RecordBytes(Bytes bytes) {
  return bytes.size() < kRecordHeader ? 0 : kRecordHeader + (std::size_t{bytes[3]} << 8) + bytes[4];
}

std::size_t WholeRecords(Bytes bytes) {
  std::size_t end = 0;
  for (std::size_t next = RecordBytes(bytes); next > 0 && next <= bytes.size() - end;) {
    end += next;
    next = RecordBytes(bytes.subspan(end));
  }
  return end;
}

std::size_t BeforeApplicationData(Bytes records) {
  std::size_t at = 0;
  while (records.size() - at > kRecordHeader && records[at] != kApplicationData) {
    at += std::min(records.size() - at,
                   kRecordHeader + (std::size_t{records[at + 3]} << 8 | std::size_t{records[at + 4]}));
  }
  return records.size() - at > kRecordHeader ? at : records.size();
}

bool LooksLikeTls(Bytes bytes) {
  return bytes.empty() ||
         (bytes[0] >= kChangeCipherSpec && bytes[0] <= kApplicationData && (bytes.size() < 2 || bytes[1] == 3));
}

bool IsLoneChangeCipherSpec(Bytes bytes) {
  constexpr std::array<std::uint8_t, 6> kRecord = {kChangeCipherSpec, 3, 3, 0, 1, 1};
  return std::equal(bytes.begin(), bytes.end(), kRecord.begin(), kRecord.end());
}

std::string FirstLineOf(Bytes bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes.first(std::min<std::size_t>(bytes.size(), 40))) {
    if (byte == '\r' || byte == '\n') {
      break;
    }
    text += std::isprint(byte) != 0 ? static_cast<char>(byte) : '.';
  }
  return text;
}

}  // namespace tlsbench
