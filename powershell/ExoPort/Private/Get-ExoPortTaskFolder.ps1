function Get-ExoPortTaskFolder {
    <# The folder with the state of a task: ProgramData\ExoPort\Tasks\NAME. #>
    param([string] $TaskName)

    $programData = 'C:\ProgramData'
    if (Test-ExoPortWindows) { $programData = [System.Environment]::GetFolderPath([System.Environment+SpecialFolder]::CommonApplicationData) }
    "$programData\ExoPort\Tasks\$TaskName"
}
