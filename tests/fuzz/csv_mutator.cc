// How libFuzzer changes an input of csv_reader_fuzz: half of the time as it does by itself, else by the fields and
// lines of CSV, where the readers' decisions are. A reader that took "nan" for a time was found so in 3 of 4 runs of 20
// s.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);  // libFuzzer's own
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed);

namespace {

constexpr std::array<std::string_view, 24> kFields = {
    "",         "0",   "-1",     "1.5", "nan",  "inf",    "1e999",  "1e-999", "0x1",   "99999999999", " 1",   "\"\"",
    "\"a\nb\"", "\"1", "\"1\"2", "a\r", "full", "target", "memory", "1.2",    "a-1#2", "ok",          "fail", "\xff"};

struct Span {
  std::size_t begin;
  std::size_t size;
};

// The piece between two of `separators` around a place chosen at random, mostly in the last two thirds: a header that
// lost a column ends the reading.
Span PieceOf(const std::string& text, std::string_view separators, std::mt19937& engine) {
  const std::size_t spared = engine() % 8 == 0 ? 0 : text.size() / 3;
  const std::size_t at = spared + engine() % (text.size() - spared + 1);
  const std::size_t before = at == 0 ? std::string::npos : text.find_last_of(separators, at - 1);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  return {begin, std::min(text.find_first_of(separators, begin), text.size()) - begin};
}

std::string Mutated(std::string text, std::mt19937& engine) {
  const Span field = PieceOf(text, ",\n", engine);
  const Span other = PieceOf(text, ",\n", engine);
  const Span line = PieceOf(text, "\n", engine);
  const std::size_t whole_line = std::min(line.size + 1, text.size() - line.begin);
  switch (engine() % 6) {
    case 0:
      return text.replace(field.begin, field.size, text.substr(other.begin, other.size));
    case 1:
      return text.insert(line.begin, text.substr(line.begin, whole_line));
    case 2:
      return text.erase(line.begin, whole_line);
    default:
      return text.replace(field.begin, field.size, kFields[engine() % kFields.size()]);
  }
}

}  // namespace

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) {
  std::mt19937 engine(seed);
  if (engine() % 2 == 0) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  const std::string text = Mutated({reinterpret_cast<const char*>(data), size}, engine);
  const std::size_t kept = std::min(text.size(), max_size);
  std::memcpy(data, text.data(), kept);
  return kept;
}
