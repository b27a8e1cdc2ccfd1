#include "bench/plugin/backend_names.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "bench/text/nearest.h"

namespace tlsbench {
namespace {

constexpr std::string_view kEndsOfParts = "-.";

bool IsPrefix(std::string_view word, std::string_view name) {
  return name.size() > word.size() && name.starts_with(word) &&
         kEndsOfParts.find(name[word.size()]) != std::string_view::npos;
}

bool IsPrefixOfVariant(const std::string& word, const std::string& name) {
  const std::size_t word_at = std::min(word.find('@'), word.size());
  const std::size_t name_at = std::min(name.find('@'), name.size());
  const bool same_variant = word.substr(word_at) == name.substr(name_at);
  const std::string plain = word.substr(0, word_at);
  const std::string name_plain = name.substr(0, name_at);
  return same_variant && (plain == name_plain || IsPrefix(plain, name_plain));
}

// Removes a separator at the end of the name: openssl-3.@noaes becomes openssl-3@noaes.
std::string WithoutOpenEnd(const std::string& word) {
  const std::size_t at = std::min(word.find('@'), word.size());
  const std::size_t last = word.substr(0, at).find_last_not_of(kEndsOfParts);
  return word.substr(0, last == std::string::npos ? 0 : last + 1) + word.substr(at);
}

}  // namespace

std::vector<std::string> SelectNames(const std::string& word, const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), word) != known.end()) {
    return {word};
  }
  std::vector<std::string> selected;
  std::copy_if(known.begin(), known.end(), std::back_inserter(selected),
               [&](const std::string& name) { return IsPrefixOfVariant(word, name); });
  return selected;
}

std::string NearestName(const std::string& word, const std::vector<std::string>& known) {
  const std::string closed = WithoutOpenEnd(word);
  if (!SelectNames(closed, known).empty()) {
    return closed;
  }
  std::vector<std::string> candidates;
  for (const std::string& name : known) {
    candidates.push_back(name);
    for (std::size_t end = name.find_first_of(kEndsOfParts); end != std::string::npos;
         end = name.find_first_of(kEndsOfParts, end + 1)) {
      candidates.push_back(name.substr(0, end));
    }
  }
  return Nearest(word, candidates);
}

}  // namespace tlsbench
