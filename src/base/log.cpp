#include "base/log.hpp"

#include "base/json_text.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace mailapp::log {
namespace {

spdlog::logger& logger() {
    static auto const instance = [] {
        auto made =
            std::make_shared<spdlog::logger>("mailapp", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","program":"%n",%v})",
                          spdlog::pattern_time_type::utc);
        return made;
    }();
    return *instance;
}

std::shared_ptr<spdlog::logger>& named() {
    static std::shared_ptr<spdlog::logger> instance;
    return instance;
}

void write(spdlog::level::level_enum level, std::string_view event, Fields fields) {
    std::string line = "\"event\":";
    append_json_string(line, event);
    for (auto const& field : fields) {
        line += ',';
        append_json_string(line, field.name);
        line += ':';
        if (auto const* text = std::get_if<std::string_view>(&field.value)) {
            append_json_string(line, *text);
        } else if (auto const* number = std::get_if<std::int64_t>(&field.value)) {
            line += std::to_string(*number);
        } else if (auto const* real = std::get_if<double>(&field.value)) {
            line += fmt::format("{:.3f}", *real);
        } else {
            line += std::get<bool>(field.value) ? "true" : "false";
        }
    }
    (named() ? *named() : logger()).log(level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace

void start(std::string_view program) {
    named() = logger().clone(std::string(program));
    named()->flush_on(spdlog::level::info);
}

void info(std::string_view event, Fields fields) {
    write(spdlog::level::info, event, fields);
}

void warn(std::string_view event, Fields fields) {
    write(spdlog::level::warn, event, fields);
}

void error(std::string_view event, Fields fields) {
    write(spdlog::level::err, event, fields);
}

}  // namespace mailapp::log
