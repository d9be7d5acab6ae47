#include "base/error.hpp"

#include <stdexcept>

namespace mailapp {

void throw_exception_from_error(Error const& error, boost::source_location const& where) {
    throw std::logic_error(std::string("unchecked result at ") + where.file_name() + ":" +
                           std::to_string(where.line()) + ": " + error.code + ": " + error.detail);
}

}  // namespace mailapp
