# Loads a Homebrew formula without Homebrew: as much of its language as the formula uses, no more. Prints as JSON what
# one system would get. Arguments: the formula, macos or linux, arm or intel; with a fourth, the folder of an installed
# hiloop, the formula's own test runs against that.
require "json"
require "open3"
require "pathname"

FORMULA, SYSTEM, PROCESSOR, BIN = ARGV

class Recorder
  attr_reader :said

  def initialize = @said = {}
  def method_missing(name, *args) = @said[name] = args.length == 1 ? args.first : args
  def respond_to_missing?(*) = true
end

class Formula
  @@said = {}
  @@blocks = {}

  %i[desc homepage license url sha256].each do |name|
    define_singleton_method(name) do |value|
      raise "#{name} is given twice" if @@said.key?(name)
      @@said[name] = value
    end
  end

  def self.on_macos = (yield if SYSTEM == "macos")
  def self.on_linux = (yield if SYSTEM == "linux")
  def self.on_arm = (yield if PROCESSOR == "arm")
  def self.on_intel = (yield if PROCESSOR == "intel")
  def self.service(&block) = @@blocks[:service] = block
  def self.test(&block) = @@blocks[:test] = block
  def self.said = @@said
  def self.blocks = @@blocks

  attr_reader :bin, :installed

  def initialize = @bin = BIN ? Pathname(BIN) : Recorder.new
  # As Homebrew does, when the formula itself names none: out of the URL.
  def version = @@said[:url][/-(\d+(?:\.\d+)+)-/, 1]
  def opt_bin = Pathname("/opt/bin")
  def var = Pathname("/var")

  def shell_output(command)
    out, status = Open3.capture2(command)
    raise "#{command} ended with #{status.exitstatus}" unless status.success?
    out
  end

  def pipe_output(command, input, expected)
    out, status = Open3.capture2(command, stdin_data: input)
    raise "#{command} ended with #{status.exitstatus}" unless status.exitstatus == expected
    out
  end

  def assert_match(expected, actual)
    raise "#{actual.inspect} has no #{expected.inspect}" unless actual.match?(expected.is_a?(String) ? Regexp.escape(expected) : expected)
  end
end

load FORMULA
formula = Hiloop.new
if BIN
  formula.instance_eval(&Formula.blocks[:test])
  puts "passed"
else
  formula.install
  service = Recorder.new
  service.define_singleton_method(:opt_bin) { formula.opt_bin }
  service.define_singleton_method(:var) { formula.var }
  service.instance_eval(&Formula.blocks[:service])
  puts JSON.generate(Formula.said.merge(version: formula.version, installed: formula.bin.said, service: service.said, caveats: formula.caveats))
end
