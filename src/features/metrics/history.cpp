#include "features/metrics/history.hpp"

#include "base/descriptor.hpp"
#include "base/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace mailapp::metrics {
namespace {

/// Stands first in the file; another number for another layout.
constexpr std::string_view magic = "mailapp metrics 1\n";
constexpr std::size_t place_size = 128;
constexpr std::size_t header_size = 512;
constexpr std::size_t words = 5 + 8;  // of a step: begin, sums and samples, then the counters
constexpr std::size_t step_size = words * sizeof(std::int64_t);

using Record = std::array<std::int64_t, words>;

template <class To, class From>
To same_bits(From from) {
    static_assert(sizeof(To) == sizeof(From));
    To to;
    std::memcpy(&to, &from, sizeof to);
    return to;
}

template <class OnCount>
void for_each_count(MailCounts& counts, OnCount on_count) {
    reflect::for_each_member<MailCounts>([&](auto member) { on_count(counts.*member.pointer); });
}

void write_at(int file, std::string_view bytes, std::size_t offset) {
    auto const written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written != static_cast<ssize_t>(bytes.size()))
        throw std::system_error(written < 0 ? errno : ENOSPC, std::generic_category(), "metrics file");
}

std::string_view bytes_of(Record const& record) {
    return {reinterpret_cast<char const*>(record.data()), step_size};
}

/// A place fits its room, with zeros behind it.
std::string padded(std::string const& place) {
    auto text = place.size() < place_size ? place : std::string();
    text.resize(place_size, '\0');
    return text;
}

std::string header_of(LogPlaces const& places) {
    auto header = std::string(magic);
    header.resize(header_size - 2 * place_size, '\0');
    return header + padded(places.postfix) + padded(places.dovecot);
}

std::string place_in(std::string_view header, std::size_t number) {
    auto const text = header.substr(header_size - (2 - number) * place_size, place_size);
    return std::string(text.substr(0, text.find('\0')));
}

}  // namespace

History::History(fs::path file) : file_(std::move(file)), rings_{} {
    struct Shape {
        std::int64_t step_seconds;
        std::size_t steps;
    };
    constexpr std::array<Shape, 3> shapes{Shape{10, 360}, Shape{300, 288}, Shape{3600, 168}};
    auto offset = header_size;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        auto const& shape = shapes.at(i);
        rings_.at(i) = {shape.step_seconds, std::vector<Step>(shape.steps), offset};
        offset += shape.steps * step_size;
    }
    std::error_code gone;
    if (fs::exists(file_, gone) && !load()) log::warn("metrics.begun_anew", {{"file", file_.string()}});
}

bool History::load() {
    auto const size = rings_.back().offset + rings_.back().steps.size() * step_size;
    auto const content = read_file(file_, size);
    if (!content || content->size() != size || !content->starts_with(magic)) return false;
    places_ = {place_in(*content, 0), place_in(*content, 1)};
    for (auto& ring : rings_) {
        auto const* at = content->data() + ring.offset;
        for (auto& step : ring.steps) {
            Record record;
            std::memcpy(record.data(), at, step_size);
            at += step_size;
            step.begins = record[0];
            step.processor_sum = same_bits<double>(record[1]);
            step.processor_samples = record[2];
            step.memory_sum = same_bits<double>(record[3]);
            step.memory_samples = record[4];
            std::size_t word = 5;
            for_each_count(step.mail, [&](std::int64_t& count) { count = record.at(word++); });
        }
    }
    return true;
}

void History::save() {
    Descriptor const file(::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
    if (!file) throw std::system_error(errno, std::generic_category(), "metrics file");
    auto const size = rings_.back().offset + rings_.back().steps.size() * step_size;
    if (::ftruncate(file.get(), static_cast<off_t>(size)) != 0)
        throw std::system_error(errno, std::generic_category(), "metrics file");
    for (auto& ring : rings_) {
        for (std::size_t i = 0; i < ring.steps.size(); ++i) {
            auto& step = ring.steps[i];
            if (!step.is_changed) continue;
            Record record{step.begins, same_bits<std::int64_t>(step.processor_sum), step.processor_samples,
                          same_bits<std::int64_t>(step.memory_sum), step.memory_samples};
            std::size_t word = 5;
            for_each_count(step.mail, [&](std::int64_t& count) { record.at(word++) = count; });
            write_at(file.get(), bytes_of(record), ring.offset + i * step_size);
            step.is_changed = false;
        }
    }
    // Behind the counts that it stands for: killed in between, some mail is counted twice, none is lost.
    write_at(file.get(), header_of(places_), 0);
}

History::Step* History::step_at(Ring& ring, Seconds when, Seconds now) {
    auto const moment = when.time_since_epoch().count();
    auto const present = now.time_since_epoch().count();
    auto const number = moment / ring.step_seconds;
    auto const newest = present / ring.step_seconds;
    auto const length = static_cast<std::int64_t>(ring.steps.size());
    if (moment <= 0 || number > newest || number <= newest - length) return nullptr;
    auto& step = ring.steps[static_cast<std::size_t>(number % length)];
    if (step.begins != number * ring.step_seconds) {
        step = {};
        step.begins = number * ring.step_seconds;
    }
    step.is_changed = true;
    return &step;
}

void History::add_sample(Seconds now, std::optional<double> processor_percent, double memory_percent) {
    for (auto& ring : rings_) {
        auto* step = step_at(ring, now, now);
        if (step == nullptr) continue;
        if (processor_percent) {
            step->processor_sum += *processor_percent;
            ++step->processor_samples;
        }
        step->memory_sum += memory_percent;
        ++step->memory_samples;
    }
}

void History::count(Seconds when, std::int64_t MailCounts::*what, Seconds now) {
    for (auto& ring : rings_) {
        if (auto* step = step_at(ring, when, now)) ++(step->mail.*what);
    }
}

MetricsSeries History::series(MetricsRange range, Seconds now) const {
    auto const& ring = rings_.at(static_cast<std::size_t>(range));
    auto const length = static_cast<std::int64_t>(ring.steps.size());
    auto const newest = now.time_since_epoch().count() / ring.step_seconds;
    MetricsSeries series;
    series.range = range;
    series.step_seconds = ring.step_seconds;
    series.from = Seconds(std::chrono::seconds((newest - length + 1) * ring.step_seconds));
    series.until = Seconds(std::chrono::seconds((newest + 1) * ring.step_seconds));
    for (auto number = newest - length + 1; number <= newest; ++number) {
        if (number < 0) continue;
        auto const& step = ring.steps[static_cast<std::size_t>(number % length)];
        if (step.begins != number * ring.step_seconds || step.begins == 0) continue;
        MetricsPoint point;
        point.time = Seconds(std::chrono::seconds(step.begins));
        if (step.processor_samples > 0)
            point.processor_percent = step.processor_sum / static_cast<double>(step.processor_samples);
        if (step.memory_samples > 0)
            point.memory_percent = step.memory_sum / static_cast<double>(step.memory_samples);
        point.mail = step.mail;
        reflect::for_each_member<MailCounts>(
            [&](auto member) { series.mail.*member.pointer += step.mail.*member.pointer; });
        series.points.push_back(point);
    }
    return series;
}

}  // namespace mailapp::metrics
