function Resolve-ExoPortTaskPath {
    <# The full path of a file that a task is to use. A full Windows path is left as it is, also where this is not Windows. #>
    param([string] $Path, [string] $Parameter, [System.Collections.IList] $Problem)

    if ($Path -match '^([A-Za-z]:\\|\\\\[^\\?.])' -and -not (Test-ExoPortWindows)) { return $Path }
    Resolve-ExoPortFilePath -Path $Path -Parameter $Parameter -Problem $Problem
}
