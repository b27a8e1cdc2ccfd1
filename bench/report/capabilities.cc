#include "bench/report/capabilities.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "bench/files/csv_writer.h"
#include "bench/text/quantities.h"
#include "bench/text/wrapping.h"

namespace tlsbench {
namespace {

constexpr std::string_view kIndent = "  ";

using Texts = std::vector<std::string>;

// Returns A, B, ... Z, AA, AB, ...
std::string Letters(std::size_t index) {
  const std::string last(1, static_cast<char>('A' + index % 26));
  return index < 26 ? last : Letters(index / 26 - 1) + last;
}

// Holds the row of one kind, with a cell for each backend.
struct Row {
  std::string group;
  std::string kind;
  Texts cells;  // "yes" or the number of a reason
};

struct Matrix {
  Texts names;  // of the backends
  std::vector<std::size_t> able;
  std::vector<Row> rows;
  Texts reasons;  // the first is number 1
};

std::string CellOf(const std::string& reason, Texts& reasons) {
  if (reason.empty()) {
    return "yes";
  }
  const auto known = std::find(reasons.begin(), reasons.end(), reason);
  const auto number = std::distance(reasons.begin(), known) + 1;
  if (known == reasons.end()) {
    reasons.push_back(reason);
  }
  return fmt::format("{}", number);
}

std::vector<BackendInfo> Libraries(std::vector<BackendInfo> backends) {
  backends.erase(std::remove_if(backends.begin(), backends.end(), [](auto& info) { return !info.is_library; }),
                 backends.end());
  return backends;
}

Matrix MatrixOf(const std::vector<BackendInfo>& libraries) {
  Matrix matrix;
  for (const BackendInfo& info : libraries) {
    matrix.names.push_back(info.name);
    matrix.able.push_back(
        static_cast<std::size_t>(std::count_if(info.capabilities.begin(), info.capabilities.end(),
                                               [](auto& capability) { return capability.reason.empty(); })));
  }
  for (std::size_t i = 0; !libraries.empty() && i < libraries[0].capabilities.size(); ++i) {
    Row row{libraries[0].capabilities[i].group, libraries[0].capabilities[i].kind, {}};
    for (const BackendInfo& info : libraries) {
      row.cells.push_back(CellOf(info.capabilities.at(i).reason, matrix.reasons));
    }
    matrix.rows.push_back(std::move(row));
  }
  return matrix;
}

bool StartsGroup(const Matrix& matrix, std::size_t row) {
  return row == 0 || matrix.rows[row].group != matrix.rows[row - 1].group;
}

std::size_t KindWidth(const Matrix& matrix) {
  std::size_t width = 0;
  for (const Row& row : matrix.rows) {
    width = std::max({width, kIndent.size() + row.kind.size(), row.group.size()});
  }
  return width;
}

// Returns the columns from `first` to before `last`.
std::string Block(const Matrix& matrix, const Texts& heads, std::size_t first, std::size_t last) {
  const std::size_t kind_width = KindWidth(matrix);
  const auto line = [&](const std::string& start, const Texts& cells) {
    std::string text = fmt::format("{:<{}}", start, kind_width);
    for (std::size_t i = first; i < last; ++i) {
      text += fmt::format(" {:>{}}", cells[i], std::max<std::size_t>(3, heads[i].size()));
    }
    return text + "\n";
  };
  std::string text;
  for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
    if (StartsGroup(matrix, row)) {
      text += row == 0 ? "" : "\n";
      text += line(matrix.rows[row].group, heads);
    }
    text += line(fmt::format("{}{}", kIndent, matrix.rows[row].kind), matrix.rows[row].cells);
  }
  return text + "\n";
}

// Returns how many columns from `first` on fit beside the kinds; at least one.
std::size_t Fitting(const Matrix& matrix, const Texts& heads, std::size_t first, std::size_t width) {
  std::size_t used = KindWidth(matrix);
  std::size_t last = first;
  while (last < heads.size()) {
    used += 1 + std::max<std::size_t>(3, heads[last].size());
    if (used > width && last > first) {
      break;
    }
    ++last;
  }
  return last - first;
}

std::string Counts(const Matrix& matrix, std::size_t width) {
  Texts counts;
  for (std::size_t i = 0; i < matrix.names.size(); ++i) {
    counts.push_back(fmt::format("{}{} {}", matrix.names[i], i == 0 ? " can" : "", matrix.able[i]));
  }
  return Wrap(fmt::format("Of {} ", Counted(matrix.rows.size(), "kind")), ListOf(counts), width);
}

// Returns a letter for each backend.
Texts AllLetters(const Matrix& matrix) {
  Texts letters;
  for (std::size_t i = 0; i < matrix.names.size(); ++i) {
    letters.push_back(Letters(i));
  }
  return letters;
}

std::string Legend(const Matrix& matrix, std::size_t width) {
  Texts entries;
  for (std::size_t i = 0; i < matrix.names.size(); ++i) {
    entries.push_back(fmt::format("{}={}", Letters(i), matrix.names[i]));  // no space, so that Wrap does not split it
  }
  return Wrap("", fmt::format("{}", fmt::join(entries, ", ")), width) + "\n";
}

std::string MarkdownLegend(const std::vector<BackendInfo>& libraries, const Matrix& matrix) {
  std::string text =
      fmt::format("| | backend | library | of {} |\n|---|---|---|---|\n", Counted(matrix.rows.size(), "kind"));
  for (std::size_t i = 0; i < libraries.size(); ++i) {
    text += fmt::format("| {} | `{}` | {} | {} |\n", Letters(i), libraries[i].name, libraries[i].library_version,
                        matrix.able[i]);
  }
  return text;
}

std::string MarkdownRow(const std::string& first, const Texts& cells) {
  return fmt::format("| {} | {} |\n", first, fmt::join(cells, " | "));
}

std::string MarkdownRows(const Matrix& matrix) {
  const std::size_t columns = matrix.names.size();
  std::string text = MarkdownRow("kind", AllLetters(matrix)) + MarkdownRow("---", Texts(columns, "---"));
  for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
    if (StartsGroup(matrix, row)) {
      text += MarkdownRow(fmt::format("**{}**", matrix.rows[row].group), Texts(columns));
    }
    text += MarkdownRow(matrix.rows[row].kind, matrix.rows[row].cells);
  }
  return text;
}

std::string MarkdownReasons(const Matrix& matrix) {
  std::string text = matrix.reasons.empty() ? "" : "\n";
  for (std::size_t i = 0; i < matrix.reasons.size(); ++i) {
    text += fmt::format("{}. {}\n", i + 1, matrix.reasons[i]);
  }
  return text;
}

}  // namespace

std::string CapabilityTable(const std::vector<BackendInfo>& backends, std::size_t width) {
  const Matrix matrix = MatrixOf(Libraries(backends));
  if (matrix.names.empty()) {
    return "";
  }
  const bool named = Fitting(matrix, matrix.names, 0, width) == matrix.names.size();
  const Texts heads = named ? matrix.names : AllLetters(matrix);
  std::string text = named ? "" : Legend(matrix, width);
  for (std::size_t first = 0; first < heads.size();) {
    const std::size_t columns = Fitting(matrix, heads, first, width);
    text += Block(matrix, heads, first, first + columns);
    first += columns;
  }
  for (std::size_t i = 0; i < matrix.reasons.size(); ++i) {
    text += Wrap(fmt::format("{:>3} ", i + 1), matrix.reasons[i], width);
  }
  return text + (matrix.reasons.empty() ? "" : "\n") + Counts(matrix, width);
}

std::string CapabilityMarkdown(const std::vector<BackendInfo>& backends) {
  const std::vector<BackendInfo> libraries = Libraries(backends);
  const Matrix matrix = MatrixOf(libraries);
  if (matrix.names.empty()) {
    return "";
  }
  return MarkdownLegend(libraries, matrix) + "\n" + MarkdownRows(matrix) + MarkdownReasons(matrix);
}

std::string CapabilityCsv(const std::vector<BackendInfo>& backends) {
  std::string text = "backend,kind,able,reason\n";
  for (const BackendInfo& info : Libraries(backends)) {
    for (const Capability& capability : info.capabilities) {
      text += fmt::format("{},{},{},{}\n", CsvField(info.name), CsvField(capability.kind),
                          capability.reason.empty() ? "yes" : "no", CsvField(capability.reason));
    }
  }
  return text;
}

}  // namespace tlsbench
